using System.Text;
using Unroll.Data.Pairs;
using Unroll.Tasks.Recipes;

namespace Unroll.Tasks.Translate;

/// <summary>A conversation with a model that was trained on dialogues: what was said so far, as far as the model looks back.</summary>
public sealed class Conversation
{
    private readonly ITranslationModel _model;
    private readonly int? _beam;
    private readonly int _history;
    private readonly List<string> _turns = [];

    /// <summary>Begins a conversation.</summary>
    /// <param name="model">A model that was trained on dialogues.</param>
    /// <param name="beam">How many beginnings of an answer go on at each step, or null for what the recipe says. With 1, answers come word by word.</param>
    /// <exception cref="ModelFileException">The model was trained on pairs of another format.</exception>
    public Conversation(ITranslationModel model, int? beam = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        TranslateDataOptions data = new(model.Recipe.Values);
        if (data.Format != "dialogues")
        {
            throw new ModelFileException(
                $"The model was trained on data of the format '{data.Format}', expected 'dialogues', because a chat answers what was said before. Use it with 'unroll translate'.");
        }

        (_model, _beam, _history) = (model, beam ?? new DecodeOptions(model.Recipe.Values).Beam, data.History);
    }

    /// <summary>What was said so far, the question first.</summary>
    public IReadOnlyList<string> Turns => _turns;

    /// <summary>Answers, and keeps question and answer for the questions that follow.</summary>
    /// <param name="text">What is said, at least one character that is no blank.</param>
    /// <param name="stop">Breaks off the answer; what was said until then is kept.</param>
    /// <returns>Pieces that make up the answer, as they come.</returns>
    /// <exception cref="DataException">The text alone is longer than the model was trained for.</exception>
    public IEnumerable<string> Answer(string text, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        _turns.Add(text.Trim());
        StringBuilder answer = new();
        foreach (string piece in Pieces(Source()))
        {
            answer.Append(piece);
            yield return piece;
            if (stop.IsCancellationRequested)
            {
                break;
            }
        }

        _turns.Add(answer.ToString());
    }

    /// <summary>Forgets what was said.</summary>
    public void Reset() => _turns.Clear();

    private IEnumerable<string> Pieces(string source) => _beam is 1 ? _model.Stream(source) : [_model.Translate([source], new TranslateSettings { Beam = _beam })[0].Targets[0].Text];

    /// <summary>As much of the history as the model can read; a question that is too long by itself is not remembered.</summary>
    private string Source()
    {
        for (int turns = _history; turns > 1; turns--)
        {
            string source = Dialogue.SourceOf(_turns, turns);
            if (_model.CanRead(source))
            {
                return source;
            }
        }

        if (!_model.CanRead(_turns[^1]))
        {
            string tooLong = _turns[^1];
            _turns.RemoveAt(_turns.Count - 1);
            return tooLong;
        }

        return _turns[^1];
    }
}
