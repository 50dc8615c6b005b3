using System.Globalization;
using Unroll.Kernels;
using Unroll.Storage;

namespace Unroll.LongMemory;

/// <summary>What each experiment trains and prints.</summary>
internal static class Experiments
{
    private static readonly Start[] s_adding =
    [
        new("lstm", "lstm"), new("gru", "gru"), new("rnn", "rnn"), new("rnn", "rnn-uniform") { UniformRecurrent = true },
        new("lstm", "lstm-chrono") { Chrono = 1 }, new("gru", "gru-chrono") { Chrono = 1 },
    ];

    /// <summary>T, seeds, a start's label or all, most steps, learning rate, hidden units.</summary>
    public static void Adding(string[] args)
    {
        int time = Integer(args, 0, 100), seeds = Integer(args, 1, 5), steps = Integer(args, 3, 4000), hidden = Integer(args, 5, 64);
        double rate = Number(args, 4, 0.002);
        AddingProblem problem = new(time);
        Console.WriteLine($"adding T={time}: always answering 1 has an error of {problem.Baseline:F4} on the sequences of the report");
        foreach (Start start in s_adding.Where(s => args.Length < 3 || args[2] == "all" || s.Label == args[2]))
        {
            for (ulong seed = 1; seed <= (ulong)seeds; seed++)
            {
                TrainingPlan plan = new(steps, rate, seed) { Target = 7e-4, Falls = true, Look = Report };
                // The table says only whether gates start with time constants; their range is that of the sequences.
                Start fitted = start with { Chrono = start.Chrono * time };
                Print($"adding T={time} {start.Label}, {hidden} units, rate {rate}, seed {seed}", TrainingRun.Run(problem, new Network(problem, fitted, hidden, seed), plan), "right to 0.04");
            }
        }
    }

    /// <summary>T, the cell, most steps, learning rate, hidden units.</summary>
    public static void Copy(string[] args)
    {
        int delay = Integer(args, 0, 100), steps = Integer(args, 2, 4000), hidden = Integer(args, 4, 100);
        double rate = Number(args, 3, 0.002);
        string cell = args.Length > 1 ? args[1] : "lstm";
        CopyMemory problem = new(delay);
        Console.WriteLine($"copy T={delay}: baseline loss {problem.Baseline:F4}");
        TrainingPlan plan = new(steps, rate, 1) { Target = 1e-3, Falls = true, LookEvery = 250, Look = Report };
        Print($"copy T={delay} {cell}, {hidden} units, rate {rate}, seed 1", TrainingRun.Run(problem, new Network(problem, new Start(cell, cell) { Chrono = problem.Time }, hidden, 1), plan), "of the ten symbols right");
    }

    /// <summary>Images, labels, the cell, steps, learning rate, hidden units.</summary>
    public static void Mnist(string[] args)
    {
        if (args.Length < 2)
        {
            throw new DataException("mnist: got no files, expected IMAGES LABELS, two IDX files or .gz of them, such as train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz.");
        }

        string cell = args.Length > 2 ? args[2] : "lstm";
        int steps = Integer(args, 3, 2500), hidden = Integer(args, 5, 128);
        double rate = Number(args, 4, 0.003);
        SequentialMnist problem = new(args[0], args[1]);
        TrainingPlan plan = new(steps, rate, 1) { Batch = 64, Falls = true, LookEvery = 250, Look = Report };
        Print($"mnist by rows, {cell}, {hidden} units, rate {rate}, seed 1, {problem.HeldBack} images held back", TrainingRun.Run(problem, new Network(problem, new Start(cell, cell), hidden, 1), plan), "right");
    }

    /// <summary>Where the figure goes, most steps, learning rate.</summary>
    public static void Gradient(string[] args)
    {
        const int Time = 100, Hidden = 64, Rows = 64;
        string path = args.Length > 0 ? args[0] : "docs/images/gradient-over-time.svg";
        AddingProblem problem = new(Time);
        Batch batch = ((IProblem)problem).Make(Rows);
        problem.Draw(new CounterRandom(0x6AD), batch);
        (Start Start, string Color)[] networks =
        [
            (new Start("rnn", "RNN, uniform") { UniformRecurrent = true }, "#b91c1c"),
            (new Start("rnn", "RNN, orthogonal"), "#f59e0b"),
            (new Start("lstm", "LSTM, forget bias 0") { ForgetBias = 0 }, "#7c3aed"),
            (new Start("lstm", "LSTM, forget bias 1") { ForgetBias = 1 }, "#1d4ed8"),
            (new Start("lstm", "LSTM, chrono") { Chrono = Time }, "#111827"),
            (new Start("gru", "GRU"), "#0f766e"),
        ];
        List<GradientCurve> curves = [];
        foreach ((Start start, string color) in networks)
        {
            Network network = new(problem, start, Hidden, 1);
            double[] atStart = StateGradient.Norms(problem, network, batch);
            TrainingPlan plan = new(Integer(args, 1, 2500), Number(args, 2, 0.004), 1) { Target = 7e-4, Falls = true, Look = Report };
            Print($"gradient T={Time} {start.Label}", TrainingRun.Run(problem, network, plan), "right to 0.04");
            GradientCurve curve = new(start.Label, color, atStart, StateGradient.Norms(problem, network, batch));
            curves.Add(curve);
            Ratios("at the start", curve.AtStart);
            Ratios("after training", curve.Trained);
        }

        AtomicFile.WriteText(path, GradientFigure.Draw(curves));
    }

    private static void Ratios(string when, double[] norms) =>
        Console.WriteLine($"  {when}: |dL/ds_T| {norms[^1]:G3}; over it at t = 0, 25, 50, 75, 99: {string.Join(", ", new[] { 0, 25, 50, 75, 99 }.Select(t => GradientCurve.Ratio(norms, t).ToString("G3", CultureInfo.InvariantCulture)))}");

    private static int Integer(string[] args, int index, int otherwise) => index < args.Length ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;

    private static double Number(string[] args, int index, double otherwise) => index < args.Length ? double.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;

    private static void Report(long step, double loss) => Console.Error.WriteLine($"  step {step}: loss {loss:G4}");

    private static void Print(string what, Outcome outcome, string right) =>
        Console.WriteLine($"{what}: loss {outcome.Loss:G4}, {100 * outcome.Accuracy:F2} % {right}, after {outcome.Steps} steps, {outcome.Time.TotalSeconds:F0} s");
}
