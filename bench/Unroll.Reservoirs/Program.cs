using System.Globalization;
using Unroll;
using Unroll.Reservoirs;

// What the reservoirs reach: dotnet run -c Release --project bench/Unroll.Reservoirs -- EXPERIMENT [SEEDS]
Dictionary<string, Action<int>> experiments = new(StringComparer.Ordinal)
{
    ["mackey-glass"] = MackeyGlass.Print,
    ["lorenz"] = Lorenz.Print,
    ["narma"] = Narma.Print,
    ["laser"] = Laser.Print,
    ["vowels"] = JapaneseVowels.Print,
    ["indoor"] = IndoorMovement.Print,
    ["speed"] = Speed.Print,
};
string name = args.Length > 0 ? args[0] : "";
if (!experiments.TryGetValue(name, out Action<int>? experiment))
{
    Console.Error.WriteLine($"reservoirs: '{name}' is no experiment, expected one of {string.Join(", ", experiments.Keys)}.");
    return 2;
}

try
{
    experiment(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10);
    return 0;
}
catch (UnrollException e)
{
    Console.Error.WriteLine(e.Message);
    return e.ExitCode;
}
