using Unroll.TestKit;
using Xunit;

namespace Unroll.Cli.Tests.EndToEnd;

public sealed class StarterTests
{
    [Fact]
    public void New_train_complete_generate_as_the_first_lines_of_a_tutorial_do()
    {
        using TemporaryFolder folder = new();
        ProcessResult made = TinyTraining.Expect(0, UnrollCommand.RunIn(folder.Path, "new", "--out", "my"));
        Assert.Contains("  cd my\n", made.Error);
        string my = folder.File("my");
        ProcessResult trained = TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train"));
        Assert.Contains("complete runs/recipe ", trained.Error);
        Assert.NotEmpty(TinyTraining.Expect(0, UnrollCommand.RunIn(my, "complete", "runs/recipe", "The lighthouse ke")).Out);
        Assert.NotEmpty(TinyTraining.Expect(0, UnrollCommand.RunIn(my, "generate", "runs/recipe", "--prompt", "The lamp ", "--length", "40")).Out);
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "evaluate", "runs/recipe", "--fail-under", "loss=3"));
    }

    [Fact]
    public void The_first_recipe_learns_another_text_without_any_other_change()
    {
        using TemporaryFolder folder = new();
        UnrollCommand.RunIn(folder.Path, "new", "--out", "my");
        folder.Write("my/text.txt", string.Concat(Enumerable.Repeat("Съешь ещё этих мягких французских булок, да выпей же чаю.\n", 120)));
        string my = folder.File("my");
        TinyTraining.Expect(0, UnrollCommand.RunIn(my, "train", "--set", "train.steps=60"));
        Assert.Contains("Съешь ещё этих", TinyTraining.Expect(0, UnrollCommand.RunIn(my, "complete", "runs/recipe", "Съешь ещё эт")).Out);
    }
}
