#!/usr/bin/python3
"""Times one case with PyTorch and prints one JSON line: torch_peer.py CASE SECONDS THREADS.

Training is what `unroll bench` measures: forward, and backward from a given gradient of the output to input, weights and biases; for
`step`, the whole step of the character model with its state carried on.
"""
import json
import sys

import torch
from repeat import repeat

LAYERS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}


def layer(cell, sizes):
    """The training of a layer, sizes as in 32x50x64x128: batch, time, input, hidden."""
    batch, time, inputs, hidden = (int(n) for n in sizes.split("x"))
    module = LAYERS[cell](inputs, hidden)
    x = torch.rand(time, batch, inputs).mul_(2).sub_(1).requires_grad_()
    dy = torch.rand(time, batch, hidden).mul_(2).sub_(1)

    def run():
        module.zero_grad(set_to_none=True)
        x.grad = None
        y, _ = module(x)
        y.backward(dy)

    return run


class CharacterModel(torch.nn.Module):
    """Embedding, one LSTM, linear: the sizes of recipes/tiny-shakespeare.jsonc."""

    vocabulary, embedding, hidden, batch, time = 65, 64, 256, 32, 64

    def __init__(self, dropout):
        super().__init__()
        self.encoder = torch.nn.Embedding(self.vocabulary, self.embedding)
        self.rnn = torch.nn.LSTM(self.embedding, self.hidden)
        self.decoder = torch.nn.Linear(self.hidden, self.vocabulary)
        self.dropout = torch.nn.Dropout(dropout)

    def forward(self, ids, state):
        h, state = self.rnn(self.dropout(self.encoder(ids)), state)
        return self.decoder(self.dropout(h)), state


def whole_step(dropout):
    """Embedding, LSTM, linear, cross-entropy, clipping, Adam."""
    model = CharacterModel(dropout)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002, foreach=FOREACH)
    ids = torch.randint(model.vocabulary, (model.time, model.batch))
    targets = torch.randint(model.vocabulary, (model.time * model.batch,))
    state = [(torch.zeros(1, model.batch, model.hidden), torch.zeros(1, model.batch, model.hidden))]

    def run():
        optimizer.zero_grad(set_to_none=True)
        logits, after = model(ids, state[0])
        state[0] = tuple(s.detach() for s in after)
        loss = torch.nn.functional.cross_entropy(logits.view(-1, model.vocabulary), targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return run


# One call for all parameters, or one each: on a CPU and for so few, the plain loop is the faster one.
FOREACH = False


def inference(cell, hidden, form):
    """A sequence of 100 at batch 1, or a step with the state carried on."""
    module = LAYERS[cell](hidden, hidden).eval()
    x = torch.rand(1 if form == "step" else 100, 1, hidden).mul_(2).sub_(1)
    state = [None]

    def run():
        _, after = module(x, state[0])
        if form == "step":
            state[0] = after

    return run


def main(case, seconds, threads):
    torch.set_num_threads(int(threads))
    torch.set_flush_denormal(True)
    words = case.split("/")
    if words[0] == "layer":
        times = repeat(layer(words[1], words[2]), float(seconds))
    elif words[0] == "step":
        times = repeat(whole_step(0.2 if words[1] == "tiny-shakespeare" else 0.0), float(seconds))
    else:
        with torch.inference_mode():
            times = repeat(inference(words[1], int(words[2]), words[3]), float(seconds))
    print(json.dumps({"peer": "PyTorch", "version": torch.__version__, "case": case, "threads": int(threads), "repetitions": len(times),
                      "minimum_seconds": times[0], "median_seconds": times[len(times) // 2]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
