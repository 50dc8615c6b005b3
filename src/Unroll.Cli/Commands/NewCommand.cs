using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Storage;
using Unroll.Tasks.Recipes;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll new</c>: a first recipe and a little data to learn.</summary>
internal static class NewCommand
{
    private const string Default = "language-model";

    /// <summary>The folders of <c>Starters</c>.</summary>
    private static readonly string[] Kinds =
        [.. typeof(NewCommand).Assembly.GetManifestResourceNames().Where(n => n.EndsWith("/recipe.jsonc")).Select(n => n[..n.IndexOf('/')]).Order(StringComparer.Ordinal)];

    public static Command Create(Terminal terminal)
    {
        Argument<string> kind = new("KIND") { Description = $"What to start with: {string.Join(", ", Kinds)} (default: {Default})", DefaultValueFactory = _ => Default };
        Option<string> output = new("--out") { Description = "The folder to write to; made when absent", HelpName = "DIR", Required = true };
        Option<bool> json = CommonOptions.Json();
        Verb verb = new("new", "Writes a first recipe and a little data to learn, to replace by your own", "[KIND] --out DIR",
            ("new --out hello", "a recipe and a text in the folder hello"),
            ("new classify --out my", "labelled texts instead"),
            ("train hello --out hello/run", "train on it, which takes seconds"))
        {
            kind,
            output,
            json,
        };
        verb.SetAction(r => Run(terminal, r.GetRequiredValue(kind), r.GetRequiredValue(output), r.GetValue(json)));
        return verb;
    }

    private static int Run(Terminal terminal, string kind, string directory, bool asJson)
    {
        if (!Kinds.Contains(kind))
            throw new UsageException($"new: unknown kind '{kind}'.{Spelling.DidYouMean(kind, Kinds)} The kinds are {string.Join(", ", Kinds)}.\nTry 'unroll new --help'.");

        string prefix = kind + "/";
        string[] resources = [.. typeof(NewCommand).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix)).Order(StringComparer.Ordinal)];
        string[] files = [.. resources.Select(n => Path.Combine(directory, n[prefix.Length..]))];
        if (Array.Find(files, File.Exists) is { } existing)
            throw new UsageException($"new: '{existing}' exists already, and new does not overwrite. Choose another folder with --out.");

        foreach ((string resource, string file) in resources.Zip(files))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using Stream from = typeof(NewCommand).Assembly.GetManifestResourceStream(resource)!;
            AtomicFile.Write(file, from.CopyTo);
        }

        if (asJson)
        {
            terminal.Json(j =>
            {
                j.WriteStartArray("created");
                foreach (string file in files)
                    j.WriteStringValue(file);
                j.WriteEndArray();
            });
            return ExitCode.Done;
        }

        // A folder of many pictures is one line.
        foreach (IGrouping<string, string> folder in files.GroupBy(f => Path.GetDirectoryName(f)!))
        {
            foreach (string line in folder.Key == Path.TrimEndingDirectorySeparator(directory) ? (IEnumerable<string>)folder : [$"{folder.Key} ({folder.Count()} files)"])
                terminal.Out.WriteLine(line);
        }

        terminal.Note($"\nNext:\n  cd {Invoked.Quote(directory)}\n  {Invoked.From(directory)} train");
        return ExitCode.Done;
    }
}
