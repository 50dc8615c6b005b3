#!/usr/bin/python3
"""The translator of Unroll in PyTorch, tuned: torch_seq2seq.py EXPORT train|beam SECONDS THREADS, prints one JSON line.

EXPORT is what bench/Unroll.Translation writes: the sizes, the same batches of pairs as token ids, the sources to translate, and the name of the model
file, whose weights are loaded, so that both sides do the same work: an encoder over packed sequences, the decoder's layers as one call for all steps
(packed or padded, whichever is faster here), attention and the output layer over the steps that exist, Adam; and a beam search over many sentences at once.
"""
import json
import struct
import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy, log_softmax
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

from repeat import repeat


def read_safetensors(path):
    """The tensors of a file by name."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    return {name: torch.frombuffer(data, dtype=torch.float32, count=(end - begin) // 4, offset=begin).reshape(entry["shape"]).clone()
            for name, entry in header.items() if name != "__metadata__" for begin, end in [entry["data_offsets"]]}


class Translator(nn.Module):
    """Encoder, a layer that makes the decoder's first state, decoder with attention after the recurrent step (Luong et al. 2015)."""

    def __init__(self, sizes, weights):
        super().__init__()
        self.sizes = sizes
        layers = {"lstm": nn.LSTM, "gru": nn.GRU}[sizes["cell"]]
        embedding, hidden, drop = sizes["embedding"], sizes["hidden"], sizes["dropout"]
        directions = 2 if sizes["bidirectional"] else 1
        self.states = 2 if sizes["cell"] == "lstm" else 1
        self.source = nn.Embedding(*weights["encoder.embedding.weight"].shape)
        self.encoder = layers(embedding, hidden // directions, sizes["encoder_layers"], bidirectional=directions == 2, dropout=drop if sizes["encoder_layers"] > 1 else 0)
        self.target = nn.Embedding(*weights["decoder.embedding.weight"].shape) if "decoder.embedding.weight" in weights else self.source
        self.decoder = layers(embedding, hidden, sizes["layers"], dropout=drop if sizes["layers"] > 1 else 0)
        self.bridge = nn.ModuleList(nn.Linear(hidden, hidden) for _ in range(sizes["layers"] * self.states))
        self.keys = nn.Linear(hidden, hidden, bias=False)
        self.combine = nn.Linear(2 * hidden, weights["decoder.combine.weight"].shape[0], bias=False)
        self.output = nn.Linear(self.combine.out_features, self.target.num_embeddings)
        if sizes["tie_weights"]:
            self.output.weight = self.target.weight
        self.drop, self.embedding_drop = nn.Dropout(drop), nn.Dropout(sizes["embedding_dropout"])
        self.load(weights)

    def load(self, weights):
        """Copies the weights of a model file; every one of them must have its place."""
        taken = {}
        for prefix, module in {"encoder.embedding": self.source, "encoder.rnn": self.encoder, "decoder.embedding": self.target, "decoder.rnn": self.decoder,
                               "decoder.attention.memory": self.keys, "decoder.combine": self.combine, "decoder.output": self.output,
                               **{f"bridge.l{i // self.states}.s{i % self.states}": linear for i, linear in enumerate(self.bridge)}}.items():
            for name, parameter in module.named_parameters():
                if f"{prefix}.{name}" in weights:
                    parameter.data.copy_(weights[f"{prefix}.{name}"])
                    taken[f"{prefix}.{name}"] = True
        if left := set(weights) - set(taken):
            sys.exit(f"torch_seq2seq: the model has {', '.join(sorted(left))}, which the peer has no place for. Take a model with general attention and no input feeding.")

    def encode(self, sources, lengths):
        """Memory and keys [B, S, H], which steps exist [B, 1, S], and the decoder's first state."""
        packed = pack_padded_sequence(self.embedding_drop(self.source(sources)), lengths, enforce_sorted=False)
        outputs, final = self.encoder(packed)
        memory = self.drop(pad_packed_sequence(outputs)[0]).transpose(0, 1)
        final = final if self.states == 2 else (final,)
        # [L · D, B, H / D] to [L, B, H]; a layer of the decoder reads the same layer, or the last.
        directions = 2 if self.encoder.bidirectional else 1
        final = [s.view(-1, directions, s.shape[1], s.shape[2]).transpose(1, 2).flatten(2) for s in final]
        first = [torch.stack([torch.tanh(self.bridge[layer * self.states + s](final[s][min(layer, len(final[s]) - 1)])) for layer in range(self.sizes["layers"])])
                 for s in range(self.states)]
        exists = (torch.arange(memory.shape[1]) < lengths[:, None])[:, None, :]
        return memory, self.keys(memory), exists, tuple(first) if self.states == 2 else first[0]

    def attend(self, hidden, memory, keys, exists):
        """The contexts [B, T, H] of hidden states [B, T, H]."""
        scores = torch.bmm(hidden, keys.transpose(1, 2)).masked_fill(~exists, float("-inf"))
        return torch.bmm(torch.softmax(scores, -1), memory)

    def loss(self, batch, packed_decoder):
        """The mean loss of the target tokens of a batch."""
        sources, source_lengths, inputs, targets, target_lengths = batch
        memory, keys, exists, state = self.encode(sources, source_lengths)
        x = self.embedding_drop(self.target(inputs))
        if packed_decoder:
            hidden = pad_packed_sequence(self.decoder(pack_padded_sequence(x, target_lengths, enforce_sorted=False), state)[0])[0]
        else:
            hidden = self.decoder(x, state)[0]
        hidden = hidden.transpose(0, 1)
        valid = torch.arange(hidden.shape[1]) < target_lengths[:, None]
        both = torch.cat([self.attend(hidden, memory, keys, exists), hidden], -1)[valid]
        logits = self.output(self.drop(torch.tanh(self.combine(both))))
        return cross_entropy(logits, targets.t()[valid], label_smoothing=self.sizes["label_smoothing"])


def tensors_of(pairs, end):
    """A batch of pairs, time first: sources, their lengths, what the decoder is fed, what it is to predict, steps of the targets."""
    sources = pad_sequence([torch.tensor(s) for s, _ in pairs])
    inputs = pad_sequence([torch.tensor([end] + t) for _, t in pairs])
    targets = pad_sequence([torch.tensor(t + [end]) for _, t in pairs])
    return sources, torch.tensor([len(s) for s, _ in pairs]), inputs, targets, torch.tensor([len(t) + 1 for _, t in pairs])


def training(model, export, packed_decoder, foreach):
    """A function that makes the next step, over and over the batches."""
    batches = [tensors_of(pairs, export["end"]) for pairs in export["batches"]]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, foreach=foreach)
    at = [0]

    def run():
        batch = batches[at[0] % len(batches)]
        at[0] += 1
        optimizer.zero_grad(set_to_none=True)
        model.loss(batch, packed_decoder).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return run


def epoch_rate(run, export, seconds):
    """Target tokens a second over whole passes through the batches."""
    tokens = sum(len(t) + 1 for pairs in export["batches"] for _, t in pairs)
    start = time.perf_counter()
    passes = 0
    while passes < 1 or time.perf_counter() - start < seconds:
        for _ in export["batches"]:
            run()
        passes += 1
    return tokens * passes / (time.perf_counter() - start)


def train(model, export, seconds):
    """The fastest of the ways to write it, found by short runs, then measured."""
    tried = {}
    for packed in (True, False):
        for foreach in (False, True):
            tried[packed, foreach] = repeat(training(model, export, packed, foreach), min(seconds, 2.0))[0]
    packed, foreach = min(tried, key=tried.get)
    run = training(model, export, packed, foreach)
    run()
    return {"tokens_per_second": epoch_rate(run, export, seconds), "choices": f"decoder {'packed' if packed else 'padded'}, Adam {'foreach' if foreach else 'one by one'}"}


class Search:
    """Beam search over a batch of sources: all hypotheses of all sources that are not done are one batch."""

    def __init__(self, model, sources, export):
        self.model, self.width, self.end = model, export["beam"], export["end"]
        self.alpha, self.longest = export["length_penalty"], export["max_length"]
        lengths = torch.tensor([len(s) for s in sources])
        self.encoded = model.encode(pad_sequence([torch.tensor(s) for s in sources]), lengths)
        self.finished = [[] for _ in sources]

    def penalty(self, length):
        return ((5 + length) / 6) ** self.alpha

    def run(self):
        """The tokens of the best hypothesis of each source."""
        memory, keys, exists, state = self.encoded
        model, width = self.model, self.width
        active = torch.arange(memory.shape[0])
        tokens, scores = torch.full((len(active), 1), self.end), torch.zeros(len(active), 1)
        history = torch.empty(len(active), 1, 0, dtype=torch.long)
        for length in range(1, self.longest + 1):
            live = tokens.shape[1]
            hidden, state = model.decoder(model.target(tokens.reshape(1, -1)), state)
            hidden = hidden.view(len(active), live, -1)
            both = torch.cat([model.attend(hidden, memory, keys, exists), hidden], -1)
            step = log_softmax(model.output(torch.tanh(model.combine(both))), -1)
            vocabulary = step.shape[-1]
            scores, places = (scores[:, :, None] + step).flatten(1).topk(2 * width)
            rows, tokens = torch.div(places, vocabulary, rounding_mode="floor"), places % vocabulary
            ends = tokens == self.end
            for i, rank in ends[:, :width].nonzero().tolist():
                self.finished[active[i]].append((scores[i, rank].item() / self.penalty(length), history[i, rows[i, rank]].tolist()))
            # The best `width` that go on: ends are put last, and the order is otherwise kept.
            keep = (ends.long() * 2 * width + torch.arange(2 * width)).topk(width, largest=False).indices
            scores, rows, tokens = scores.gather(1, keep), rows.gather(1, keep), tokens.gather(1, keep)
            history = torch.cat([history.gather(1, rows[:, :, None].expand(-1, -1, history.shape[2])), tokens[:, :, None]], 2)
            flat = (torch.arange(len(active))[:, None] * live + rows)
            going = torch.tensor([len(self.finished[a]) < width for a in active.tolist()])
            if not going.any() or length == self.longest:
                break
            flat = flat[going].flatten()
            state = tuple(s[:, flat] for s in state) if isinstance(state, tuple) else state[:, flat]
            if not going.all():
                active, memory, keys, exists, scores, tokens, history = (x[going] for x in (active, memory, keys, exists, scores, tokens, history))
        for i, a in enumerate(active.tolist()):
            if not self.finished[a]:
                self.finished[a].append((0.0, history[i, 0].tolist()))
        return [max(f, key=lambda h: h[0])[1] for f in self.finished]


def translate(model, export, rows):
    """All sources in batches of similar length."""
    sources = export["sources"]
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    found = [None] * len(sources)
    for start in range(0, len(order), rows):
        which = order[start:start + rows]
        for i, tokens in zip(which, Search(model, [sources[i] for i in which], export).run()):
            found[i] = tokens
    return found


def beam(model, export, seconds):
    """Sentences a second with the best number of sentences side by side."""
    model.eval()
    with torch.inference_mode():
        few = {**export, "sources": export["sources"][::8]}
        tried = {}
        for rows in (16, 32, 64, 128):
            start = time.perf_counter()
            translate(model, few, rows)
            tried[rows] = time.perf_counter() - start
        rows = min(tried, key=tried.get)
        times = []
        while not times or sum(times) < seconds:
            start = time.perf_counter()
            found = translate(model, export, rows)
            times.append(time.perf_counter() - start)
    return {"sentences_per_second": len(found) / min(times), "choices": f"{rows} sentences side by side", "translations": found}


def main(path, case, seconds, threads):
    torch.set_num_threads(int(threads))
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    with open(path, encoding="utf-8") as file:
        export = json.load(file)
    model = Translator(export["sizes"], read_safetensors(export["model"]))
    measured = (train if case == "train" else beam)(model, export, float(seconds))
    print(json.dumps({"peer": "PyTorch", "version": torch.__version__, "case": case, "threads": int(threads), **measured}))


if __name__ == "__main__":
    main(*sys.argv[1:])
