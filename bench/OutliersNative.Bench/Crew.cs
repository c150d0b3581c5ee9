using System.Diagnostics;

namespace OutliersNative.Bench;

/// <summary>Threads that are started once and then, released together, make the same number of calls each, as often as they are told.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _released, _done;
    private readonly Member[] _members;
    private int _calls;
    private bool _isOver;

    /// <param name="makeCall">Makes the call of one thread, with memory of that thread's own.</param>
    public Crew(int threads, Func<Action> makeCall)
    {
        _released = new Barrier(threads + 1);
        _done = new Barrier(threads + 1);
        _members = [.. Enumerable.Range(0, threads).Select(_ => new Member(this, makeCall()))];
    }

    /// <summary>How long the calls of the last turn took, in microseconds, each with its wait.</summary>
    public IEnumerable<double> CallTimes => _members.SelectMany(member => member.CallTimes);

    /// <summary>Microseconds for so many calls, shared out evenly, from the first thread's first to the last one's last.</summary>
    public double Run(int calls)
    {
        _calls = Math.Max(1, calls / _members.Length);
        _released.SignalAndWait();
        _done.SignalAndWait();
        long first = _members.Min(member => member.Stamps[0]), last = _members.Max(member => member.Stamps[^1]);
        return Stopwatch.GetElapsedTime(first, last).TotalMicroseconds / (_calls * _members.Length);
    }

    public void Dispose()
    {
        _isOver = true;
        _released.SignalAndWait();
        foreach (Member member in _members)
        {
            member.Thread.Join();
        }
        _released.Dispose();
        _done.Dispose();
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

        /// <summary>When the first call began, and when each one ended.</summary>
        public long[] Stamps { get; private set; } = [];

        public IEnumerable<double> CallTimes =>
            Stamps.Zip(Stamps.Skip(1), (start, end) => Stopwatch.GetElapsedTime(start, end).TotalMicroseconds);

        private void Work()
        {
            for (_crew._released.SignalAndWait(); !_crew._isOver; _crew._released.SignalAndWait())
            {
                if (Stamps.Length != _crew._calls + 1)
                {
                    Stamps = new long[_crew._calls + 1];
                }
                Stamps[0] = Stopwatch.GetTimestamp();
                for (int call = 1; call < Stamps.Length; call++)
                {
                    _call();
                    Stamps[call] = Stopwatch.GetTimestamp();
                }
                _crew._done.SignalAndWait();
            }
        }
    }
}
