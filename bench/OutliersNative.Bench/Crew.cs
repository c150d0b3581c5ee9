using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>Threads that make the same number of calls each, as often as they are told to, all starting together.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _start, _end;
    private readonly Member[] _members;
    private int _calls;
    private bool _isDisposed;

    /// <param name="threads">The number of threads.</param>
    /// <param name="makeCall">Makes the call of one thread.</param>
    public Crew(int threads, Func<Action> makeCall)
    {
        _start = new Barrier(threads + 1);
        _end = new Barrier(threads + 1);
        _members = [.. Enumerable.Range(0, threads).Select(_ => new Member(this, makeCall()))];
    }

    /// <summary>The time of each call of the last run, in microseconds.</summary>
    public IEnumerable<double> Latencies => _members.SelectMany(member =>
        member.Stamps.Zip(member.Stamps.Skip(1), (start, end) => Stopwatch.GetElapsedTime(start, end).TotalMicroseconds));

    /// <summary>Makes so many calls in all, and returns the microseconds per call, from the first thread's start to the last one's end.</summary>
    public double Run(int calls)
    {
        _calls = Math.Max(1, calls / _members.Length);
        _start.SignalAndWait();
        _end.SignalAndWait();
        long first = _members.Min(member => member.Stamps[0]), last = _members.Max(member => member.Stamps[^1]);
        return Stopwatch.GetElapsedTime(first, last).TotalMicroseconds / (_calls * _members.Length);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _start.SignalAndWait();
        foreach (Member member in _members)
        {
            member.Thread.Join();
        }
        _start.Dispose();
        _end.Dispose();
    }

    private sealed class Member
    {
        private readonly Crew _crew;
        private readonly Action _call;

        public Member(Crew crew, Action call)
        {
            (_crew, _call) = (crew, call);
            Thread = new Thread(Work);
            Thread.Start();
        }

        public Thread Thread { get; }

        /// <summary>When the first call started, and when each one ended.</summary>
        public long[] Stamps { get; private set; } = [];

        private void Work()
        {
            for (_crew._start.SignalAndWait(); !_crew._isDisposed; _crew._start.SignalAndWait())
            {
                if (Stamps.Length != _crew._calls + 1) Stamps = new long[_crew._calls + 1];
                Stamps[0] = Stopwatch.GetTimestamp();
                for (int call = 1; call < Stamps.Length; call++)
                {
                    _call();
                    Stamps[call] = Stopwatch.GetTimestamp();
                }
                _crew._end.SignalAndWait();
            }
        }
    }
}
