#!/usr/bin/python3
"""Writes losses.json: values and gradients of PyTorch's losses and distributions. Run it like pytorch_values.py, whose conventions it shares.

Every case is {"loss": name, "options": {...}, "inputs": {...}, "value": number, "gradient": derivative with respect to inputs.x}.
"""
import torch
import torch.nn.functional as F

from pytorch_values import Draw, exact, rounded, write


def integers(values):
    return {"shape": list(values.shape), "data": values.reshape(-1).tolist()}


def case(name, options, inputs, function):
    x = inputs["x"].clone().requires_grad_()
    value = function(x)
    value.backward()
    stored = {k: integers(v) if v.dtype == torch.int64 else exact(v) for k, v in inputs.items()}
    return {"loss": name, "options": options, "inputs": stored, "value": float(f"{value.item():.12g}"), "gradient": rounded(x.grad)}


def cross_entropies(draw):
    generator = torch.Generator().manual_seed(5)
    for smoothing in [0.0, 0.1]:
        for weighted in [False, True]:
            x = draw(7, 5, scale=3.0)
            targets = torch.randint(0, 5, (7,), generator=generator)
            inputs = {"x": x, "targets": targets}
            weight = (draw(5).abs() + 0.1).float().double() if weighted else None
            if weighted:
                inputs["classWeights"] = weight
            yield case("softmax", {"labelSmoothing": smoothing}, inputs,
                       lambda x: F.cross_entropy(x, targets, weight=weight, label_smoothing=smoothing))


def binary(draw):
    x, t = draw(4, 6, scale=4.0), draw(4, 6).abs()
    w, pi = draw(4, 6).abs(), (draw(6).abs() * 3).float().double()
    yield case("sigmoid", {}, {"x": x, "target": t}, lambda x: F.binary_cross_entropy_with_logits(x, t))
    yield case("sigmoid", {}, {"x": x, "target": t, "weights": w, "positive": pi},
               lambda x: F.binary_cross_entropy_with_logits(x, t, weight=w, pos_weight=pi))


def regressions(draw):
    x, t = draw(30, scale=3.0), draw(30)
    inputs = {"x": x, "target": t}
    yield case("squared", {}, inputs, lambda x: F.mse_loss(x, t))
    yield case("absolute", {}, inputs, lambda x: F.l1_loss(x, t))
    yield case("huber", {"delta": 0.75}, inputs, lambda x: F.huber_loss(x, t, delta=0.75))


def likelihoods(draw):
    floor = 0.01
    t = draw(20, scale=3.0)
    counts = torch.arange(20) ** 2
    yield case("gaussian", {"floor": floor}, {"x": draw(20, 2, scale=3.0), "target": t},
               lambda x: -torch.distributions.Normal(x[:, 0], F.softplus(x[:, 1]) + floor).log_prob(t).mean())
    yield case("student", {"floor": floor}, {"x": draw(20, 3, scale=3.0), "target": t},
               lambda x: -torch.distributions.StudentT(2 + F.softplus(x[:, 2]) + floor, x[:, 0], F.softplus(x[:, 1]) + floor).log_prob(t).mean())

    def negative_binomial(x):
        mu, alpha = F.softplus(x[:, 0]) + floor, F.softplus(x[:, 1]) + floor
        return -torch.distributions.NegativeBinomial(1 / alpha, logits=(mu * alpha).log()).log_prob(counts).mean()

    yield case("counts", {"floor": floor}, {"x": draw(20, 2, scale=5.0), "target": counts.double()}, negative_binomial)


def ctc(draw):
    rows = [(12, [1, 2, 2, 4]), (9, [3]), (7, [2, 2, 2, 2]), (5, []), (12, [1, 4, 3, 1, 4, 3]), (1, [2])]
    for blank in [0, 5]:
        for reduction in ["sum", "mean"]:
            x = draw(12, len(rows), 6, scale=2.0)
            labels = torch.tensor([label for _, row in rows for label in row])
            label_lengths = torch.tensor([len(row) for _, row in rows])
            lengths = torch.tensor([steps for steps, _ in rows])
            yield case("ctc", {"blank": blank, "reduction": reduction},
                       {"x": x, "labels": labels, "labelLengths": label_lengths, "inputLengths": lengths},
                       lambda x: F.ctc_loss(F.log_softmax(x, 2), labels, lengths, label_lengths, blank=blank, reduction=reduction))


if __name__ == "__main__":
    torch.set_num_threads(1)
    draw = Draw(900)
    cases = [*cross_entropies(draw), *binary(draw), *regressions(draw), *likelihoods(draw), *ctc(draw)]
    write("losses", {"torch": torch.__version__, "cases": cases})
