namespace Unroll;

/// <summary>
/// An error that a user can act on. The message says who complains, what was got, what was expected, why, and what to do next.
/// </summary>
/// <param name="message">The whole message.</param>
/// <param name="inner">The error below, if any.</param>
public class UnrollException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of the command line for this error: 1, failed while running.</summary>
    public virtual int ExitCode => 1;
}

/// <summary>Something is wrong with the data or the recipe (exit code 3).</summary>
/// <inheritdoc cref="UnrollException(string, Exception)"/>
public class DataException(string message, Exception? inner = null) : UnrollException(message, inner)
{
    /// <inheritdoc/>
    public override int ExitCode => 3;
}

/// <summary>A model file cannot be read, or does not fit the model (exit code 4).</summary>
/// <inheritdoc cref="UnrollException(string, Exception)"/>
public class ModelFileException(string message, Exception? inner = null) : UnrollException(message, inner)
{
    /// <inheritdoc/>
    public override int ExitCode => 4;
}

/// <summary>Training met a NaN or an infinity; the message names the layer, the gate and the step (exit code 1).</summary>
/// <inheritdoc cref="UnrollException(string, Exception)"/>
public class NonFiniteException(string message, Exception? inner = null) : UnrollException(message, inner);
