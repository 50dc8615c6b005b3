using Unroll.Autodiff;
using Unroll.Autodiff.Ops;
using Unroll.Tensors;

namespace Unroll.Layers;

/// <summary>
/// Makes the first state of a decoder of the last state of an encoder: s = tanh(W e + b) for each layer and each state of the decoder
/// (Bahdanau, Cho and Bengio 2015). Parameters <c>l0.s0.weight</c>, <c>l0.s0.bias</c> … below the name.
/// </summary>
/// <remarks>
/// A layer of the decoder reads the same layer of the encoder, or its last where the encoder has fewer, all directions side by side; a state reads the
/// same state, or the first (h) where the encoder's cell has fewer.
/// </remarks>
public sealed class StateBridge
{
    private readonly string _name;
    private readonly Linear[] _maps;
    private readonly int _fromLayers, _fromStates, _fromHidden, _directions, _layers, _states, _hidden;

    /// <summary>Makes the layer and its parameters.</summary>
    /// <param name="parameters">Where the parameters are added.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="encoder">The shape of the encoder's state [L · D, S, B, H] for any B, direction by direction within a layer.</param>
    /// <param name="decoder">The shape of the decoder's state [L', S', B, H'] for any B.</param>
    /// <param name="directions">D: 2 for a bidirectional encoder.</param>
    public StateBridge(Parameters parameters, string name, Shape encoder, Shape decoder, int directions = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(directions);
        if (encoder.Rank != 4 || decoder.Rank != 4 || encoder[0] % directions != 0)
        {
            throw new ArgumentException($"Bridge '{name}': the states are {encoder} and {decoder} with {directions} directions, expected [layers · directions, states, batch, hidden] and [layers, states, batch, hidden].", nameof(encoder));
        }

        _name = name;
        (_fromLayers, _fromStates, _fromHidden, _directions) = (encoder[0] / directions, encoder[1], encoder[3], directions);
        (_layers, _states, _hidden) = (decoder[0], decoder[1], decoder[3]);
        _maps = new Linear[_layers * _states];
        for (int i = 0; i < _maps.Length; i++)
        {
            _maps[i] = new Linear(parameters, $"{name}.l{i / _states}.s{i % _states}", directions * _fromHidden, _hidden);
        }
    }

    /// <summary>Makes the state.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="final">The encoder's last state [L · D, S, B, H].</param>
    /// <returns>The decoder's first state [L', S', B, H'].</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Tensor Forward(Tape tape, Tensor final)
    {
        Shape from = final.Shape;
        if (from.Rank != 4 || from[0] != _fromLayers * _directions || from[1] != _fromStates || from[3] != _fromHidden)
        {
            throw new ArgumentException($"Bridge '{_name}': the state is {from}, expected [{_fromLayers * _directions}, {_fromStates}, batch, {_fromHidden}]. Was it made by another encoder?", nameof(final));
        }

        int batch = from[2];
        Tensor state = tape.Result(new Shape(_layers, _states, batch, _hidden));
        for (int i = 0; i < _maps.Length; i++)
        {
            int layer = Math.Min(i / _states, _fromLayers - 1), which = i % _states < _fromStates ? i % _states : 0;
            Tensor input = Block(final, layer * _directions, which);
            for (int d = 1; d < _directions; d++)
            {
                input = Concat.Apply(tape, input, Block(final, (layer * _directions) + d, which));
            }

            Shape one = new(batch, _hidden);
            CopyState.Apply(tape, Tanh.Apply(tape, _maps[i].Forward(tape, input)), state.Part(i * one.Length, one));
        }

        return state;
    }

    private Tensor Block(Tensor final, int layer, int state)
    {
        Shape one = new(final.Shape[2], _fromHidden);
        return final.Part(((layer * _fromStates) + state) * one.Length, one);
    }
}
