using Unroll;
using Unroll.LongMemory;

// What recurrent networks remember: dotnet run -c Release --project bench/Unroll.LongMemory -- EXPERIMENT [ARGUMENTS]
Dictionary<string, Action<string[]>> experiments = new(StringComparer.Ordinal)
{
    ["adding"] = Experiments.Adding,
    ["copy"] = Experiments.Copy,
    ["mnist"] = Experiments.Mnist,
    ["gradient"] = Experiments.Gradient,
};
string name = args.Length > 0 ? args[0] : "";
if (!experiments.TryGetValue(name, out Action<string[]>? experiment))
{
    Console.Error.WriteLine($"long memory: '{name}' is no experiment, expected one of {string.Join(", ", experiments.Keys)}.");
    return 2;
}

try
{
    experiment(args[1..]);
    return 0;
}
catch (UnrollException e)
{
    Console.Error.WriteLine(e.Message);
    return e.ExitCode;
}
