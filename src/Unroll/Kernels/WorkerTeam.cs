namespace Unroll.Kernels;

/// <summary>
/// A few threads that run the same job side by side, over and over, without allocating. Results must not depend on which thread takes
/// which item: the items are dealt out as threads get free.
/// </summary>
public sealed class WorkerTeam : IDisposable
{
    /// <summary>How long an idle worker spins before it sleeps: longer than the gap between two parts of one training step.</summary>
    private const int Spins = 2000;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ManualResetEventSlim _finished = new(initialState: true, Spins);
    private Action<int> _job = static _ => { };
    private int _items, _next, _running;
    private Exception? _failure;
    private volatile bool _stopping;

    /// <summary>Starts the team.</summary>
    /// <param name="threads">How many threads work at once, the caller's included; at least 1.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Size = threads;
        _threads = new Thread[threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"Unroll worker {i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many threads work at once.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="job"/> for every item 0 … <paramref name="items"/> − 1 and returns when all are done.</summary>
    /// <param name="items">How many.</param>
    /// <param name="job">What to do with each; keep the delegate, so that nothing is allocated.</param>
    /// <exception cref="Exception">The first failure of any item, as it was thrown.</exception>
    public void Run(int items, Action<int> job)
    {
        int helpers = Math.Min(_threads.Length, items - 1);
        if (helpers <= 0)
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
        Volatile.Write(ref _next, 0);
        Volatile.Write(ref _running, helpers);
        _finished.Reset();
        _wake.Release(helpers);
        TakeItems();
        _finished.Wait();
        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
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
        _wake.Release(_threads.Length + 1);
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _wake.Dispose();
        _finished.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _wake.Wait();
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
