using Unroll.KernelGenerator;

// Run from the root of the repository. A test compares the files with what this writes.
string root = args.Length > 0 ? args[0] : Directory.GetCurrentDirectory();
foreach ((string path, string text) in Generated.Files())
{
    string full = Path.Combine(root, path);
    Directory.CreateDirectory(Path.GetDirectoryName(full)!);
    using StreamWriter writer = new(full);
    writer.Write(text);
    Console.WriteLine($"wrote {path}");
}
