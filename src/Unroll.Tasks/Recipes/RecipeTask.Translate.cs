namespace Unroll.Tasks.Recipes;

/// <content>What follows from the values of the task <c>translate</c>.</content>
public sealed partial record RecipeTask
{
    private static void CheckDialogues(RecipeValues v, TranslateDataOptions data)
    {
        Key? odd = data.Paraphrases ? TranslateDataKeys.Paraphrases : data.Noise > 0 ? TranslateDataKeys.Noise : data.Alternatives.Count > 0 ? TranslateDataKeys.Alternatives : null;
        if (odd is not null && data.Format != "dialogues")
        {
            throw new DataException($"{v.PlaceOf(odd)}: '{odd.Path}' is given, but 'data.format' is \"{data.Format}\", expected \"dialogues\", because it is about questions and answers. Remove it.");
        }

        if (data is { Paraphrases: true, Valid: not null })
        {
            throw new DataException($"{v.PlaceOf(TranslateDataKeys.Paraphrases)}: 'data.paraphrases' is true and 'data.valid' is given, expected one of them, " +
                "because validation asks either the training questions in other words or those of another file. Remove one.");
        }
    }

    private static void CompleteTranslate(RecipeValues v)
    {
        TranslateDataOptions data = new(v);
        CompleteVocabulary(v, data);
        if ((data.Source is null) != (data.Target is null))
        {
            throw new DataException($"{v.PlaceOf(data.Source is null ? TranslateDataKeys.Target : TranslateDataKeys.Source)}: only one of 'data.source' and 'data.target' is given, expected both, " +
                "because a pair has two sides. Give both, such as \"source\": \"de\", \"target\": \"en\".");
        }

        CheckDialogues(v, data);
        bool attention = v.Text(TranslateModelKeys.Attention) != "none";
        if (v.Boolean(TranslateModelKeys.TieEmbeddings) && !v.Boolean(TranslateDataKeys.SharedVocabulary))
        {
            throw new DataException($"{v.PlaceOf(TranslateModelKeys.TieEmbeddings)}: 'model.tieEmbeddings' is true, expected false because 'data.sharedVocabulary' is false, " +
                "and the two sides have tokens of their own. Share the vocabulary, or do not tie.");
        }

        if (v.Integer(ModelKeys.Hidden) % 2 != 0 && v.Text(SequenceModelKeys.Direction) == "bidirectional")
        {
            throw new DataException($"{v.PlaceOf(ModelKeys.Hidden)}: 'model.hidden' is {v[ModelKeys.Hidden]}, expected an even number, because half of the encoder's units read backward. Add one.");
        }

        if (!attention && (v.Boolean(TranslateModelKeys.InputFeeding) || v.Number(DecodeKeys.CoveragePenalty) > 0))
        {
            throw new DataException($"{v.PlaceOf(TranslateModelKeys.Attention)}: 'model.attention' is \"none\", but 'model.inputFeeding' or 'decode.coveragePenalty' is on, " +
                "and both need attention. Switch them off, or choose \"general\".");
        }

        foreach (Key key in (Key[])[SequenceModelKeys.InputDropout, SequenceModelKeys.StateDropout])
        {
            if (v.Number(key) > 0 && (v.Boolean(TranslateModelKeys.InputFeeding) || v.Number(TrainKeys.ScheduledSampling) > 0))
            {
                throw new DataException($"{v.PlaceOf(key)}: '{key.Path}' is {v[key]}, expected 0, because with 'model.inputFeeding' or 'train.scheduledSampling' the decoder runs a step at a time, " +
                    "and cannot drop the same units at every step. Set it to 0 and use 'model.dropout'.");
            }
        }

        CompleteTrain(v);
    }

    private static void CompleteVocabulary(RecipeValues v, TranslateDataOptions data)
    {
        if (data.SourceTokens != data.TargetTokens && data.SharedVocabulary)
        {
            if (v.IsGiven(TranslateDataKeys.SharedVocabulary))
            {
                throw new DataException($"{v.PlaceOf(TranslateDataKeys.SharedVocabulary)}: 'data.sharedVocabulary' is true, expected false because the tokens are \"{data.SourceTokens}\" on one side " +
                    $"and \"{data.TargetTokens}\" on the other. Remove it, or give both sides the same tokens.");
            }

            v.Fill(TranslateDataKeys.SharedVocabulary, false);
        }

        if (data.SourceTokens == "bpe" || data.TargetTokens == "bpe")
        {
            if (!v.IsGiven(DataKeys.VocabularySize))
                v.Fill(DataKeys.VocabularySize, 8000L);
            if (v.Integer(DataKeys.VocabularySize) <= 256)
            {
                throw new DataException($"{v.PlaceOf(DataKeys.VocabularySize)}: 'data.vocabularySize' is {v[DataKeys.VocabularySize]}, expected more than 256 " +
                    "with byte-pair tokens, because each of the 256 bytes has its own token. Try 4000, or use \"tokens\": \"word\".");
            }
        }
    }
}
