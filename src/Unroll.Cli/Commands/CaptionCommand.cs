using System.CommandLine;
using Unroll.Cli.Output;
using Unroll.Tasks.Caption;

namespace Unroll.Cli.Commands;

/// <summary><c>unroll caption</c>: what images show, in words.</summary>
internal static class CaptionCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string[]> images = new("IMAGE")
        {
            Description = "PNG or PGM files, or - for one on standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<int> threads = CommonOptions.Threads();
        Option<bool> json = CommonOptions.Json("Print JSON lines, one object an image");
        Verb verb = new("caption", "Says in words what images show", "MODEL IMAGE... [options]",
            ("caption runs/mnist-captions digit.png", "the caption"),
            ("caption runs/photos *.png", "a line an image: its name, a tab, the caption"),
            ("caption runs/photos - --json < a.pgm", "with the probability of the caption"))
        {
            model,
            images,
            threads,
            json,
        };
        verb.SetAction(r =>
        {
            ICaptionModel loaded = ModelPath.Open<ICaptionModel>(r.GetRequiredValue(model), r.GetValue(threads), "caption");
            string[] paths = r.GetRequiredValue(images);
            IReadOnlyList<ImageCaption> captions = paths is ["-"] ? [DescribeStandardInput(loaded)] : loaded.Describe(paths);
            foreach (ImageCaption c in captions)
            {
                if (r.GetValue(json))
                    WriteJson(terminal, c);
                else
                    terminal.Out.WriteLine(captions.Count == 1 ? c.Text : $"{Format.OneLine(c.Source)}\t{c.Text}");
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static ImageCaption DescribeStandardInput(ICaptionModel model)
    {
        using Stream input = Console.OpenStandardInput();
        return model.Describe(input, "stdin");
    }

    private static void WriteJson(Terminal terminal, ImageCaption caption) => terminal.Json(j =>
    {
        j.WriteString("image", caption.Source);
        j.WriteString("caption", caption.Text);
        j.WriteNumber("probability", Math.Round(caption.Probability, 6));
    });
}
