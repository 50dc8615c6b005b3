namespace Unroll.Tasks.Recipes;

/// <summary>A task that a recipe can name: its keys, and what follows from them.</summary>
/// <param name="Name">The value of <c>task</c>.</param>
/// <param name="Summary">One line on what it does.</param>
/// <param name="Keys">All keys, sections together, in the order of the reference page.</param>
/// <param name="Complete">Fills in defaults that follow from other values, and checks what one key alone cannot.</param>
public sealed partial record RecipeTask(string Name, string Summary, IReadOnlyList<Key> Keys, Action<RecipeValues> Complete)
{
    /// <summary>Every task there is. A new task is a new row here.</summary>
    public static readonly IReadOnlyList<RecipeTask> All =
    [
        new("language-model", "Learns a text; completes, generates and scores text",
            [.. DataKeys.LanguageModel, .. ModelKeys.LanguageModel, .. TrainKeys.All], CompleteLanguageModel),
        new("classify", "Gives a label to a text, a series, a sound, an image or a row of a table",
            [.. LabelledDataKeys.Classify, .. SequenceModelKeys.Classify, .. ReservoirKeys.Classify, .. TrainKeys.Items], CompleteLabelled),
        new("tag", "Gives a label to every word of a sentence, or to every step of a series",
            [.. LabelledDataKeys.Tag, .. SequenceModelKeys.Tag, .. TrainKeys.Sequences], CompleteTag),
        new("forecast", "Says how one or many series go on, and how sure that is",
            [.. ForecastDataKeys.All, .. ForecastModelKeys.All, .. ReservoirKeys.Forecast, .. TrainKeys.Windows], CompleteForecast),
        new("compose", "Writes music: learns which notes follow each other, and goes on from a note, a chord or a style",
            [.. ComposeKeys.All, .. TrainKeys.Pieces], CompleteTrain),
        new("caption", "Says in words what an image shows", [.. CaptionKeys.All, .. TrainKeys.Captions], CompleteCaption),
        new("transcribe", "Writes down what is said in sounds, or written with pen strokes",
            [.. TranscribeDataKeys.All, .. SequenceModelKeys.Transcribe, .. TrainKeys.Recordings, .. TranscribeDecodeKeys.All], CompleteTranscribe),
        new("translate", "Writes a text for a text: another language, a pronunciation, an answer",
            [.. TranslateDataKeys.All, .. TranslateModelKeys.All, .. TrainKeys.Pairs, .. DecodeKeys.All], CompleteTranslate),
    ];

    /// <summary>The section names, in order.</summary>
    public IEnumerable<string> Sections => Keys.Select(k => k.Section).Distinct();

    private static void CompleteLanguageModel(RecipeValues v)
    {
        if (v.Text(DataKeys.Tokens) == "bpe")
        {
            if (!v.IsGiven(DataKeys.VocabularySize))
                v.Fill(DataKeys.VocabularySize, 2048L);
            if (v.Integer(DataKeys.VocabularySize) <= 256)
            {
                throw new DataException($"{v.PlaceOf(DataKeys.VocabularySize)}: 'data.vocabularySize' is {v[DataKeys.VocabularySize]}, expected more than 256 " +
                    "with 'data.tokens' = \"bpe\", because each of the 256 bytes has its own token. Try 2048, or use \"tokens\": \"char\".");
            }
        }

        if (!v.IsGiven(ModelKeys.Embedding))
            v.Fill(ModelKeys.Embedding, v.Integer(ModelKeys.Hidden));
        long embedding = v.Integer(ModelKeys.Embedding), hidden = v.Integer(ModelKeys.Hidden);
        if (v.Boolean(ModelKeys.TieWeights) && embedding != hidden)
        {
            throw new DataException($"{v.PlaceOf(ModelKeys.Embedding)}: 'model.embedding' is {embedding}, expected {hidden} because 'model.hidden' is {hidden} " +
                "and 'model.tieWeights' lets the output reuse the embedding table. Make the two equal, or set \"tieWeights\": false.");
        }

        CompleteTrain(v);
    }

    private static void CompleteLabelled(RecipeValues v)
    {
        if (v.Integer(LabelledDataKeys.Folds) is > 0 and var folds && (folds == 1 || v.Integer(LabelledDataKeys.Fold) > folds))
        {
            throw new DataException($"{v.PlaceOf(LabelledDataKeys.Fold)}: 'data.fold' is {v[LabelledDataKeys.Fold]} and 'data.folds' is {folds}, expected at least 2 folds " +
                "and a fold among them. Give \"folds\": 5 and a fold from 1 to 5.");
        }

        CompleteReservoir(v);
        CompleteTrain(v);
    }

    private static void CompleteTag(RecipeValues v)
    {
        foreach (Key key in (Key[])[TrainKeys.ClassWeights, TrainKeys.LabelSmoothing])
        {
            if (v.Boolean(SequenceModelKeys.Crf) && v.Number(key) > 0)
            {
                throw new DataException($"{v.PlaceOf(key)}: '{key.Path}' is {v[key]}, expected 0 because 'model.crf' is true, and a conditional random field " +
                    "scores whole sequences, not single steps. Set it to 0, or set \"crf\": false.");
            }
        }

        CompleteTrain(v);
    }

    /// <summary>A small reservoir has no ten links a unit; too many that were asked for are an error.</summary>
    private static void CompleteReservoir(RecipeValues v)
    {
        if (!v.IsGiven(ReservoirKeys.Links))
            v.Fill(ReservoirKeys.Links, Math.Min((long)ReservoirKeys.Links.Default!, v.Integer(ReservoirKeys.Units)));
    }

    private static void CompleteForecast(RecipeValues v)
    {
        if (!v.IsGiven(DataKeys.Train) && !v.IsGiven(ForecastDataKeys.Generate))
        {
            throw new DataException($"{v.Source}: 'data.train' is missing, expected a path, as text, or a system in 'data.generate'. It means: the series to learn from. Add \"data\": {{ \"train\": \"sales.csv\" }}.");
        }

        if (v.Text(ForecastModelKeys.Network) == "reservoir")
        {
            if (!v.IsGiven(ForecastDataKeys.Scale))
                v.Fill(ForecastDataKeys.Scale, "series");
            if (v.Text(ForecastDataKeys.Scale) is "window" or "mean")
            {
                throw new DataException($"{v.PlaceOf(ForecastDataKeys.Scale)}: 'data.scale' is \"{v[ForecastDataKeys.Scale]}\", expected \"series\" or \"none\" because 'model.network' is \"reservoir\", " +
                    "whose state is carried on from step to step and cannot change its scale with every forecast. Remove the key.");
            }
        }

        CompleteReservoir(v);
        if (v.Text(ForecastModelKeys.Head) == "negative-binomial")
        {
            if (!v.IsGiven(ForecastDataKeys.Scale))
                v.Fill(ForecastDataKeys.Scale, "mean");
            if (v.Text(ForecastDataKeys.Scale) != "mean" || v.Boolean(ForecastDataKeys.Log))
            {
                throw new DataException($"{v.PlaceOf(ForecastModelKeys.Head)}: 'model.head' is \"negative-binomial\", but 'data.scale' is \"{v[ForecastDataKeys.Scale]}\" and 'data.log' is {Key.Print(v[ForecastDataKeys.Log])}, " +
                    "expected \"mean\" and false, because counts are divided by their mean alone. Remove both keys.");
            }
        }

        if (v.IsGiven(ForecastDataKeys.Anomalies) && !v.IsGiven(ForecastDataKeys.AnomalyAhead))
            v.Fill(ForecastDataKeys.AnomalyAhead, 1L);
        if (v.OptionalInteger(ForecastDataKeys.AnomalyAhead) > v.Integer(ForecastDataKeys.Horizon))
        {
            throw new DataException($"{v.PlaceOf(ForecastDataKeys.AnomalyAhead)}: 'data.anomalyAhead' is {v[ForecastDataKeys.AnomalyAhead]}, expected at most {v[ForecastDataKeys.Horizon]}, because 'data.horizon' is how far forecasts go. Lower it, or raise the horizon.");
        }

        if (v.Integer(ForecastDataKeys.TestPoints) is > 0 and var test && test < v.Integer(ForecastDataKeys.Horizon))
        {
            throw new DataException($"{v.PlaceOf(ForecastDataKeys.TestPoints)}: 'data.testPoints' is {test}, expected at least {v[ForecastDataKeys.Horizon]} because 'data.horizon' is that, and a forecast is judged whole. Raise it, or set 0.");
        }

        CompleteTrain(v);
    }

    private static void CompleteCaption(RecipeValues v)
    {
        long canvas = v.Integer(CaptionKeys.Canvas), shrink = v.Integer(CaptionKeys.Shrink);
        if (canvas % shrink != 0)
        {
            throw new DataException($"{v.PlaceOf(CaptionKeys.Shrink)}: 'data.shrink' is {shrink}, expected a divisor of {canvas} because 'data.canvas' is {canvas} and is cut into blocks of that size. Change one of the two.");
        }

        CompleteTrain(v);
    }

    private static void CompleteTranscribe(RecipeValues v)
    {
        TranscribeDataOptions data = new(v);
        if (data.Joins && data.JoinLeast > data.JoinMost)
        {
            throw new DataException($"{v.PlaceOf(TranscribeDataKeys.JoinMost)}: 'data.joinMost' is {data.JoinMost} and 'data.joinLeast' {data.JoinLeast}, expected at least as many. Raise joinMost, or set it to 0 to join nothing.");
        }

        if (data.JoinGapLeast > data.JoinGapMost || (data.IsAudio && data.JoinGapLeast < 0))
        {
            throw new DataException($"{v.PlaceOf(TranscribeDataKeys.JoinGapLeast)}: 'data.joinGapLeast' is {data.JoinGapLeast} and 'data.joinGapMost' {data.JoinGapMost}, expected the least to be at most the most, " +
                "and of sounds at least 0, because two of them do not overlap. Correct them.");
        }

        if (data.IsAudio && ((data.HeldBack ?? (data.Split == "group" ? "" : null)) is not null) != (data.Group is not null))
        {
            throw new DataException($"{v.PlaceOf(LabelledDataKeys.Group)}: 'data.group' is {Key.Print(data.Group)}, 'data.split' \"{data.Split}\" and 'data.heldBack' {Key.Print(data.HeldBack)}, expected a group " +
                "just where groups are held back. Name the group by a name in braces of data.pattern, and say which are held back with \"split\": \"group\" or \"heldBack\": \"30-34\".");
        }

        CompleteTrain(v);
    }

    /// <summary>What the section <c>train</c> needs in every task.</summary>
    private static void CompleteTrain(RecipeValues v)
    {
        if (v.IsGiven(TrainKeys.Steps) && v.IsGiven(TrainKeys.Epochs))
        {
            throw new DataException($"{v.PlaceOf(TrainKeys.Epochs)}: 'train.epochs' and 'train.steps' are both given, expected one of them, " +
                "because each says when training ends. Remove one.");
        }

        if (v.IsGiven(TrainKeys.Steps))
            v.Fill(TrainKeys.Epochs, null);
        else if (!v.IsGiven(TrainKeys.Epochs))
            v.Fill(TrainKeys.Epochs, TrainKeys.Epochs.Default);

        long batch = v.Integer(TrainKeys.Batch);
        if (!v.IsGiven(TrainKeys.Shards))
            v.Fill(TrainKeys.Shards, Math.Min(batch, Math.Clamp(batch / 32, 2, 64)));
        if (v.Integer(TrainKeys.Shards) > batch)
        {
            throw new DataException($"{v.PlaceOf(TrainKeys.Shards)}: 'train.shards' is {v[TrainKeys.Shards]}, expected at most {batch} because 'train.batch' is {batch} " +
                "and each shard needs a sequence. Lower shards or raise batch.");
        }

        if (v.OptionalInteger(TrainKeys.Steps) is { } steps && v.Integer(TrainKeys.WarmupSteps) > steps)
        {
            throw new DataException($"{v.PlaceOf(TrainKeys.WarmupSteps)}: 'train.warmupSteps' is {v[TrainKeys.WarmupSteps]}, expected at most {steps} " +
                "because training ends after 'train.steps'. Lower it; a few hundred are usual.");
        }
    }
}
