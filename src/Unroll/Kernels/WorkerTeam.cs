using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>
/// A few threads that run the same job side by side, over and over, without allocating. Results must not depend on which thread takes
/// which item: the items are dealt out as threads get free.
/// </summary>
public sealed class WorkerTeam : IDisposable
{
    /// <summary>How long an idle worker spins before it sleeps: longer than the gap between two parts of one step, for waking takes as long.</summary>
    private static readonly long s_patience = Stopwatch.Frequency / 5000;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wake;
    private readonly int[] _asleep;
    private readonly int _barrierSpins;
    private readonly ManualResetEventSlim _finished = new(initialState: true, 2000);
    private Action<int> _job = static _ => { };
    private int _items, _next, _running, _arrived;
    private volatile int _round, _phase;
    private volatile Exception? _failure;
    private volatile bool _stopping;

    /// <summary>Starts the team.</summary>
    /// <param name="threads">How many threads work at once, the caller's included; at least 1.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Size = threads;
        _barrierSpins = threads > Environment.ProcessorCount ? 20 : 20_000;
        _threads = new Thread[threads - 1];
        _wake = new SemaphoreSlim[_threads.Length];
        _asleep = new int[_threads.Length];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i;
            _wake[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"Unroll worker {i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many threads work at once.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="job"/> for every item 0 … <paramref name="items"/> − 1 and returns when all are done.</summary>
    /// <param name="items">How many; with exactly <see cref="Size"/> of them the job may call <see cref="Barrier"/>.</param>
    /// <param name="job">What to do with each; keep the delegate, so that nothing is allocated.</param>
    /// <exception cref="Exception">The first failure of any item, as it was thrown.</exception>
    public void Run(int items, Action<int> job)
    {
        if (_threads.Length == 0 || items <= 1)
        {
            for (int i = 0; i < items; i++)
            {
                job(i);
            }

            return;
        }

        _job = job;
        _items = items;
        _failure = null;
        _next = 0;
        _arrived = 0;
        _running = _threads.Length;
        _finished.Reset();
        Interlocked.Increment(ref _round);
        for (int i = 0; i < _wake.Length; i++)
        {
            if (Interlocked.Exchange(ref _asleep[i], 0) != 0)
            {
                _wake[i].Release();
            }
        }

        TakeItems();
        _finished.Wait();
        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Waits, inside a job with one item a thread, until every item has come as far.</summary>
    /// <exception cref="OperationCanceledException">Another item has failed.</exception>
    public void Barrier()
    {
        if (Size == 1)
        {
            return;
        }

        int phase = _phase;
        if (Interlocked.Increment(ref _arrived) == Size)
        {
            _arrived = 0;
            _phase = phase + 1;
            return;
        }

        for (int spins = 0; _phase == phase; spins++)
        {
            if (_failure is not null)
            {
                throw new OperationCanceledException("Another part of the same work has failed.");
            }

            // The others may be waiting for this processor: soon, if there are fewer of them than threads, else after about a millisecond.
            if (spins < _barrierSpins)
            {
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        Interlocked.Increment(ref _round);
        for (int i = 0; i < _threads.Length; i++)
        {
            _wake[i].Release();
            _threads[i].Join();
            _wake[i].Dispose();
        }

        _finished.Dispose();
    }

    private void Work(int worker)
    {
        for (int seen = 0; ; seen++)
        {
            AwaitRound(worker, seen);
            if (_stopping)
            {
                return;
            }

            TakeItems();
            if (Interlocked.Decrement(ref _running) == 0)
            {
                _finished.Set();
            }
        }
    }

    /// <summary>Spins, then sleeps, until the round after <paramref name="seen"/> has begun.</summary>
    private void AwaitRound(int worker, int seen)
    {
        long start = Stopwatch.GetTimestamp();
        while (_round == seen)
        {
            if (Stopwatch.GetTimestamp() - start < s_patience)
            {
                Thread.SpinWait(4);
                continue;
            }

            // Whoever begins a round wakes those that have said they sleep; this worker may take its word back before that.
            Interlocked.Exchange(ref _asleep[worker], 1);
            if (_round == seen || Interlocked.Exchange(ref _asleep[worker], 0) == 0)
            {
                _wake[worker].Wait();
            }
        }
    }

    private void TakeItems()
    {
        try
        {
            int item;
            while ((item = Interlocked.Increment(ref _next) - 1) < _items)
            {
                _job(item);
            }
        }
        catch (Exception failure)
        {
            // The others finish what they have begun and take no more.
            Interlocked.CompareExchange(ref _failure, failure, null);
            Volatile.Write(ref _next, _items);
        }
    }
}
