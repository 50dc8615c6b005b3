// Times one case with oneDNN and prints one JSON line: onednn CASE SECONDS, threads by OMP_NUM_THREADS.
// Training is what `unroll bench` measures: weights into the layouts that the primitives choose, forward, backward to the gradients of
// input, weights and bias. Inference finds its weights in place, as a server would.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include <dnnl.hpp>

using namespace dnnl;
using Tag = memory::format_tag;
using Arguments = std::unordered_map<int, memory>;

struct Sizes {
    memory::dim batch, time, input, hidden;
};

static engine cpu(engine::kind::cpu, 0);
static stream queue(cpu);

static memory::desc floats(const memory::dims &dims, Tag tag) { return {dims, memory::data_type::f32, tag}; }

static memory zeros(const memory::desc &desc) {
    memory m(desc, cpu);
    std::memset(m.get_data_handle(), 0, desc.get_size());
    return m;
}

static memory uniform(const memory::desc &desc, float limit) {
    static std::mt19937 generator(1);
    std::uniform_real_distribution<float> draw(-limit, limit);
    memory m(desc, cpu);
    float *values = static_cast<float *>(m.get_data_handle());
    std::generate(values, values + desc.get_size() / sizeof(float), [&] { return draw(generator); });
    return m;
}

/// What the primitives of all cells have in common. An empty description of a state means zeros, and that none is wanted.
struct Descriptions {
    memory::desc source, state, weights_input, weights_state, bias, output;

    Descriptions(Sizes s, int gates, int bias_gates, bool carried)
        : source(floats({s.time, s.batch, s.input}, Tag::tnc)),
          state(carried ? floats({1, 1, s.batch, s.hidden}, Tag::ldnc) : memory::desc()),
          weights_input(floats({1, 1, s.input, gates, s.hidden}, Tag::any)),
          weights_state(floats({1, 1, s.hidden, gates, s.hidden}, Tag::any)),
          bias(floats({1, 1, bias_gates, s.hidden}, Tag::ldgo)),
          output(floats({s.time, s.batch, s.hidden}, Tag::tnc)) {}
};

static const rnn_direction left_to_right = rnn_direction::unidirectional_left2right;

struct Lstm {
    using Forward = lstm_forward;
    using Backward = lstm_backward;
    static constexpr int gates = 4, bias_gates = 4;
    static constexpr bool has_cell_state = true;
    static Forward::desc forward(prop_kind kind, const Descriptions &d) {
        return {kind, left_to_right, d.source, d.state, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state, d.state};
    }
    static Backward::desc backward(const Descriptions &d) {
        return {prop_kind::backward, left_to_right, d.source, d.state, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state, d.state,
                d.source, d.state, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state, d.state};
    }
};

/// Reset after ("linear before reset"), as PyTorch's and ours.
struct Gru {
    using Forward = lbr_gru_forward;
    using Backward = lbr_gru_backward;
    static constexpr int gates = 3, bias_gates = 4;
    static constexpr bool has_cell_state = false;
    static Forward::desc forward(prop_kind kind, const Descriptions &d) {
        return {kind, left_to_right, d.source, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state};
    }
    static Backward::desc backward(const Descriptions &d) {
        return {prop_kind::backward, left_to_right, d.source, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state,
                d.source, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state};
    }
};

struct Tanh {
    using Forward = vanilla_rnn_forward;
    using Backward = vanilla_rnn_backward;
    static constexpr int gates = 1, bias_gates = 1;
    static constexpr bool has_cell_state = false;
    static constexpr algorithm activation = algorithm::eltwise_tanh;
    static Forward::desc forward(prop_kind kind, const Descriptions &d) {
        return {kind, activation, left_to_right, d.source, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state};
    }
    static Backward::desc backward(const Descriptions &d) {
        return {prop_kind::backward, activation, left_to_right, d.source, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state,
                d.source, d.state, d.weights_input, d.weights_state, d.bias, d.output, d.state};
    }
};

/// A weight as it is stored between steps, and its copy in the layout that a primitive chose.
struct Weight {
    memory stored, chosen;
    reorder copy;

    Weight(const memory &stored, const memory::desc &desc) : stored(stored), chosen(desc, cpu), copy(stored, chosen) { renew(); }
    void renew() { copy.execute(queue, stored, chosen); }
};

static void clear(memory &m) { std::memset(m.get_data_handle(), 0, m.get_desc().get_size()); }

template <class Cell>
static std::function<void()> training(Sizes s) {
    Descriptions d(s, Cell::gates, Cell::bias_gates, false);
    typename Cell::Forward::primitive_desc forward_desc(Cell::forward(prop_kind::forward_training, d), cpu);
    typename Cell::Backward::primitive_desc backward_desc(Cell::backward(d), cpu, forward_desc);
    float limit = 1 / std::sqrt(static_cast<float>(s.hidden));
    memory input = uniform(floats({1, 1, s.input, Cell::gates, s.hidden}, Tag::ldigo), limit);
    memory state = uniform(floats({1, 1, s.hidden, Cell::gates, s.hidden}, Tag::ldigo), limit);
    auto weights = std::make_shared<std::vector<Weight>>(std::vector<Weight>{
        {input, forward_desc.weights_layer_desc()}, {state, forward_desc.weights_iter_desc()},
        {input, backward_desc.weights_layer_desc()}, {state, backward_desc.weights_iter_desc()}});
    std::vector<memory> sums{zeros(backward_desc.diff_weights_layer_desc()), zeros(backward_desc.diff_weights_iter_desc()), zeros(d.bias)};
    Arguments f{{DNNL_ARG_SRC_LAYER, uniform(d.source, 1)}, {DNNL_ARG_BIAS, zeros(d.bias)}, {DNNL_ARG_DST_LAYER, zeros(d.output)},
                {DNNL_ARG_WORKSPACE, zeros(forward_desc.workspace_desc())},
                {DNNL_ARG_WEIGHTS_LAYER, (*weights)[0].chosen}, {DNNL_ARG_WEIGHTS_ITER, (*weights)[1].chosen}};
    Arguments b = f;
    b[DNNL_ARG_WEIGHTS_LAYER] = (*weights)[2].chosen;
    b[DNNL_ARG_WEIGHTS_ITER] = (*weights)[3].chosen;
    b[DNNL_ARG_DIFF_SRC_LAYER] = zeros(d.source);
    b[DNNL_ARG_DIFF_WEIGHTS_LAYER] = sums[0];
    b[DNNL_ARG_DIFF_WEIGHTS_ITER] = sums[1];
    b[DNNL_ARG_DIFF_BIAS] = sums[2];
    b[DNNL_ARG_DIFF_DST_LAYER] = uniform(d.output, 1);
    typename Cell::Forward forward(forward_desc);
    typename Cell::Backward backward(backward_desc);
    return [=]() mutable {
        for (Weight &w : *weights) w.renew();
        forward.execute(queue, f);
        // Gradients of the weights are added to what is there.
        for (memory &sum : sums) clear(sum);
        backward.execute(queue, b);
        queue.wait();
    };
}

template <class Cell>
static std::function<void()> inference(Sizes s) {
    bool carried = s.time == 1;
    Descriptions d(s, Cell::gates, Cell::bias_gates, carried);
    typename Cell::Forward::primitive_desc desc(Cell::forward(prop_kind::forward_inference, d), cpu);
    float limit = 1 / std::sqrt(static_cast<float>(s.hidden));
    Weight input(uniform(floats({1, 1, s.input, Cell::gates, s.hidden}, Tag::ldigo), limit), desc.weights_layer_desc());
    Weight state(uniform(floats({1, 1, s.hidden, Cell::gates, s.hidden}, Tag::ldigo), limit), desc.weights_iter_desc());
    Arguments arguments{{DNNL_ARG_SRC_LAYER, uniform(d.source, 1)}, {DNNL_ARG_BIAS, zeros(d.bias)}, {DNNL_ARG_DST_LAYER, zeros(d.output)},
                        {DNNL_ARG_WEIGHTS_LAYER, input.chosen}, {DNNL_ARG_WEIGHTS_ITER, state.chosen}};
    typename Cell::Forward forward(desc);
    queue.wait();
    if (!carried) return [=]() { forward.execute(queue, arguments); queue.wait(); };

    // Two states in turn: what a step writes the next one reads.
    std::vector<memory> h{zeros(d.state), zeros(d.state)}, c{zeros(d.state), zeros(d.state)};
    std::vector<Arguments> steps(2, arguments);
    for (int i = 0; i < 2; i++) {
        steps[i][DNNL_ARG_SRC_ITER] = h[i];
        steps[i][DNNL_ARG_DST_ITER] = h[1 - i];
        if (Cell::has_cell_state) {
            steps[i][DNNL_ARG_SRC_ITER_C] = c[i];
            steps[i][DNNL_ARG_DST_ITER_C] = c[1 - i];
        }
    }
    int turn = 0;
    return [=]() mutable { forward.execute(queue, steps[turn]); queue.wait(); turn = 1 - turn; };
}

static double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

static std::vector<double> repeat(const std::function<void()> &run, double seconds) {
    double start = now();
    do run(); while (now() - start < std::min(seconds, 0.2));
    std::vector<double> times;
    for (start = now(); times.size() < 3 || now() - start < seconds;) {
        double before = now();
        run();
        times.push_back(now() - before);
    }
    std::sort(times.begin(), times.end());
    return times;
}

template <class Cell>
static std::function<void()> of_cell(const std::string &sizes, bool is_training) {
    long a = 0, b = 0, c = 0, d = 0;
    if (is_training && std::sscanf(sizes.c_str(), "%ldx%ldx%ldx%ld", &a, &b, &c, &d) == 4) return training<Cell>({a, b, c, d});
    if (!is_training && std::sscanf(sizes.c_str(), "%ld/", &a) == 1) return inference<Cell>({1, sizes.find("/step") != std::string::npos ? 1 : 100, a, a});
    throw std::runtime_error("cannot read the sizes '" + sizes + "'");
}

int main(int count, char **arguments) try {
    if (count != 3) throw std::runtime_error("usage: onednn CASE SECONDS");
    std::string name = arguments[1];
    size_t first = name.find('/'), second = name.find('/', first + 1);
    if (first == std::string::npos || second == std::string::npos) throw std::runtime_error("unknown case '" + name + "'");
    std::string group = name.substr(0, first), cell = name.substr(first + 1, second - first - 1), sizes = name.substr(second + 1);
    bool is_training = group == "layer";
    std::function<void()> run = cell == "lstm" ? of_cell<Lstm>(sizes, is_training)
        : cell == "gru" ? of_cell<Gru>(sizes, is_training)
        : cell == "rnn" ? of_cell<Tanh>(sizes, is_training)
        : throw std::runtime_error("unknown cell '" + cell + "'");
    std::vector<double> times = repeat(run, std::atof(arguments[2]));
    const char *threads = std::getenv("OMP_NUM_THREADS");
    const dnnl_version_t *v = dnnl_version();
    std::printf("{\"peer\":\"oneDNN\",\"version\":\"%d.%d.%d\",\"case\":\"%s\",\"threads\":%s,\"repetitions\":%zu,\"minimum_seconds\":%.9g,\"median_seconds\":%.9g}\n",
                v->major, v->minor, v->patch, name.c_str(), threads ? threads : "0", times.size(), times[0], times[times.size() / 2]);
} catch (const std::exception &e) {
    std::cerr << "onednn: " << e.what() << '\n';
    return 1;
}
