using Unroll.Data.Text;
using Unroll.Data.Vocabularies;
using Unroll.Decoding;
using Unroll.Kernels;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.LanguageModel;

/// <inheritdoc/>
internal sealed class TrainedLanguageModel(LanguageModelFile file, int threads) : ILanguageModel
{
    /// <inheritdoc/>
    public ModelInfo Info => file.Info;

    /// <inheritdoc/>
    public EvaluateReport Evaluate(string dataPath)
    {
        return EvaluateText(TextCorpus.Read(dataPath).Text, dataPath);
    }

    /// <inheritdoc/>
    public EvaluateReport Evaluate(Stream data, string name) => EvaluateText(TextCorpus.Read(data, name).Text, name);

    private EvaluateReport EvaluateText(string text, string name)
    {
        int[] tokens = file.Tokens.Encode(text);
        if (tokens.Length < 2)
        {
            throw new DataException($"Text '{name}': it has {tokens.Length} token, expected at least 2: one to start from and one to predict. Give more text.");
        }

        string train = "";
        string? trouble = null;
        try
        {
            train = LanguageModelText.Read(RecipeBeside() ?? file.RecipeUsed).Train;
        }
        catch (DataException e)
        {
            trouble = e.Message;
        }

        return Evaluate(tokens, text.Length, train, trouble);
    }

    /// <inheritdoc/>
    public EvaluateReport EvaluateValidation(Recipe recipe)
    {
        LanguageModelText text = LanguageModelText.Read(recipe);
        return Evaluate(file.Tokens.Encode(text.Valid), text.Valid.Length, text.Train, null);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Generate(string prompt, GenerateSettings s)
    {
        using WorkerTeam team = new(threads);
        Predictor predictor = new(file.Network, team);
        Sampler sampler = s.NewSampler();
        float[] state = predictor.Start, logits = new float[file.Tokens.Count];
        List<int> tokens = [.. file.Tokens.Encode(prompt)];
        if (tokens.Count == 0)
        {
            // An empty prompt is the beginning of a line.
            tokens.AddRange(file.Tokens.Encode("\n"));
        }

        predictor.Read(ref state, tokens.ToArray(), logits);
        TokenPrinter printer = new(file.Tokens, prompt);
        for (int i = 0; i < s.Length; i++)
        {
            int token = sampler.Draw(logits, file.Tokens.Kind == "bpe" ? -1 : 0);
            if (printer.Add(token) is { Length: > 0 } piece)
            {
                yield return piece;
            }

            predictor.Read(ref state, [token], logits);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Completion> Complete(string text, int count) => new WordCompletion(file.Network, file.Tokens).Complete(text, count);

    private EvaluateReport Evaluate(int[] tokens, int characters, string train, string? trouble)
    {
        using WorkerTeam team = new(threads);
        Score score = new Evaluation(file.Network, team).Run(tokens);
        (IReadOnlyDictionary<string, double> baseline, string name) = trouble is null
            ? (NGramBaseline.Evaluate(file.Tokens.Encode(train), tokens, file.Tokens, characters), NGramBaseline.NameFor(file.Tokens.Kind))
            : (UnigramBaseline.Evaluate(file.TokenCounts, tokens, characters), "token frequencies (the training text for an n-gram model is not there)");
        return new EvaluateReport(file.RecipeUsed.Task, Metrics.Of(score, characters), baseline, name, score.Count);
    }

    /// <summary>The recipe in the output directory, whose paths fit where it lies.</summary>
    private Recipe? RecipeBeside()
    {
        string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, RunFiles.Recipe);
        return File.Exists(path) ? Recipe.Load(path) : null;
    }
}

/// <summary>Turns tokens into text as they come.</summary>
internal sealed class TokenPrinter(IVocabulary vocabulary, string before)
{
    private readonly List<byte> _bytes = [];
    private readonly System.Text.Decoder _decoder = System.Text.Encoding.UTF8.GetDecoder();
    private bool _blank = before.Length > 0 && !char.IsWhiteSpace(before[^1]);

    /// <summary>The text that a token adds.</summary>
    public string Add(int token)
    {
        if (vocabulary is BytePairVocabulary bytePairs)
        {
            // A character may be spread over several tokens; the decoder holds its first bytes back.
            byte[] bytes = bytePairs.DecodeBytes([token]);
            char[] characters = new char[bytes.Length + 1];
            return new string(characters, 0, _decoder.GetChars(bytes, characters, flush: false));
        }

        if (vocabulary is not WordVocabulary)
        {
            return vocabulary.Decode([token]);
        }

        string word = token == WordVocabulary.EndOfLineId ? "\n" : vocabulary.Token(token);
        string piece = _blank && token != WordVocabulary.EndOfLineId ? " " + word : word;
        _blank = token != WordVocabulary.EndOfLineId;
        return piece;
    }
}

/// <summary>The frequency of each token in the training text, plus one: the baseline that a model file always has with it.</summary>
internal static class UnigramBaseline
{
    public static IReadOnlyDictionary<string, double> Evaluate(long[] counts, int[] tokens, int characters)
    {
        double total = counts.Sum() + counts.Length, loss = 0;
        int[] ranked = [.. Enumerable.Range(0, counts.Length).OrderByDescending(i => counts[i])];
        int[] rank = new int[counts.Length], hits = new int[6];
        for (int i = 0; i < ranked.Length; i++)
        {
            rank[ranked[i]] = i;
        }

        foreach (int token in tokens)
        {
            loss -= Math.Log((counts[token] + 1) / total);
            hits[Math.Min(5, rank[token])]++;
        }

        double n = tokens.Length;
        return Metrics.Of(new Score(loss / n, hits[0] / n, (hits[0] + hits[1] + hits[2]) / n, (n - hits[5]) / n, tokens.Length), characters);
    }
}
