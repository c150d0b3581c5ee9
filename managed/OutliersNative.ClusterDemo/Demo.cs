using System.Diagnostics;
using System.Globalization;
using Orleans.Core.Internal;
using Orleans.Runtime;
using OutliersNative.Orleans;

namespace OutliersNative.ClusterDemo;

/// <summary>One run: it feeds the series while silos are killed, started and stopped, and checks what was promised.</summary>
internal sealed class Demo(DemoCluster cluster, Load load, TimeSpan duration)
{
    private const int Asked = 1000; // series

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Poll = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromMinutes(2);

    private readonly LiveLine _live = new();
    private readonly Stopwatch _clock = new();
    private Dictionary<int, int> _active = []; // series of each silo, by its port
    private SiloProcess? _killed, _joined, _stopped;
    private int _killedSeries;
    private volatile bool _isDone;

    /// <returns>Whether all promises were kept.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Console.WriteLine("Time, values a second, series in each silo, values that were answered, and those that were sent again after a failure:");
        _clock.Start();
        try
        {
            await Task.WhenAll(GuardAsync(WorkAsync), GuardAsync(CountAsync), GuardAsync(ShowAsync)).ConfigureAwait(false);
        }
        finally
        {
            _live.End();
        }
        return await CheckAsync().ConfigureAwait(false);

        async Task GuardAsync(Func<CancellationToken, Task> part) // the first that fails ends the others
        {
            try
            {
                await part(ending.Token).ConfigureAwait(false);
            }
            catch
            {
                await ending.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        async Task WorkAsync(CancellationToken token)
        {
            await Task.WhenAll(GuardAsync(load.RunAsync), GuardAsync(ActAsync)).ConfigureAwait(false);
            _isDone = true;
        }
    }

    private async Task ActAsync(CancellationToken cancellationToken)
    {
        if (cluster.Silos.Count > 0)
        {
            await UntilAsync(0.3 * duration).ConfigureAwait(false);
            await UntilAllAreActiveAsync().ConfigureAwait(false);
            _killed = cluster.Silos.MaxBy(SeriesOf)!; // Orleans does not place them evenly
            _killedSeries = SeriesOf(_killed);
            TimeSpan then = _clock.Elapsed;
            _killed.Left = "killed";
            _killed.Kill();
            Say($"{_killed} is killed with its {Amount(_killedSeries)} series (kill -9 {_killed.Id}), and another one is started.");
            _joined = await cluster.AddSiloAsync(cancellationToken).ConfigureAwait(false);
            Say($"{_joined} has joined.");
            await UntilAllAreActiveAsync().ConfigureAwait(false);
            Say($"All series are active again, {(_clock.Elapsed - then).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s after the kill.");

            await UntilAsync(0.6 * duration).ConfigureAwait(false);
            _stopped = cluster.Silos.Where(silo => silo != _joined && silo.Left is null).MaxBy(SeriesOf)!;
            _stopped.Left = "stopped";
            Say($"{_stopped} is told to stop (kill {_stopped.Id}).");
            if (await _stopped.StopAsync(cancellationToken).ConfigureAwait(false) is not 0 and var code)
            {
                throw new DemoException($"{_stopped} has stopped with exit code {code}; expected 0. It printed:\n{_stopped.Output}");
            }
            Say($"{_stopped} has handed over its series.");
            await UntilAllAreActiveAsync().ConfigureAwait(false);
        }
        await UntilAsync(duration).ConfigureAwait(false);
        load.EndAfterRound();

        Task UntilAsync(TimeSpan time) => time > _clock.Elapsed ? Task.Delay(time - _clock.Elapsed, cancellationToken) : Task.CompletedTask;

        async Task UntilAllAreActiveAsync()
        {
            int most = 0;
            TimeSpan grown = _clock.Elapsed;
            for (int active = Active; active < load.Series; active = Active)
            {
                (most, grown) = active > most ? (active, _clock.Elapsed) : (most, grown);
                if (_clock.Elapsed - grown > Patience)
                {
                    throw new DemoException($"{Amount(active)} of {Amount(load.Series)} series are active, and for {Patience.TotalSeconds:0} s no more were; expected all.");
                }
                await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        while (!_isDone)
        {
            await TryCountAsync().ConfigureAwait(false);
            await Task.Delay(Second, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryCountAsync()
    {
        try
        {
            _active = await cluster.CountSeriesAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            return false; // a silo that was killed counts as a member for some seconds, and is asked in vain
        }
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        long answered = 0;
        TimeSpan shown = TimeSpan.Zero;
        while (!_isDone)
        {
            await Task.Delay(Second, cancellationToken).ConfigureAwait(false);
            if (cluster.Silos.FirstOrDefault(silo => silo.Left is null && !silo.IsRunning) is { } lost)
            {
                throw new DemoException($"{lost} has ended by itself. It printed:\n{lost.Output}");
            }
            (long before, answered) = (answered, load.Answered);
            (TimeSpan last, shown) = (shown, _clock.Elapsed);
            string series = cluster.Silos.Count == 0 ? Amount(_active.Values.Sum()) : string.Join(" | ", cluster.Silos.Select(silo => silo.Left ?? Amount(SeriesOf(silo))));
            long rate = (long)((answered - before) / (shown - last).TotalSeconds);
            _live.Show($"{Now} {Amount(rate),7}/s  {series}  {Amount(answered)} answered, {Amount(cluster.SentAgain)} again"); // fits into 80 columns
        }
    }

    private async Task<bool> CheckAsync()
    {
        for (int i = 0; i < 5 && !await TryCountAsync().ConfigureAwait(false); i++)
        {
            await Task.Delay(Second).ConfigureAwait(false);
        }
        SeriesState[] states = await Task.WhenAll(load.Sample(Asked).Select(ReadAgainAsync)).ConfigureAwait(false);
        long pushed = (long)load.Rounds * load.Series;
        bool isKept = true;
        Console.WriteLine($"\nAfter {Now.Trim()}, what was promised:");
        Check(
            load.OutOfOrder is null && load.Incomplete == 0 && load.Answered == pushed,
            $"Each of {Amount(pushed)} values has one answer: {Amount(load.Series)} series with those of the values 0 to {load.Rounds - 1}, in order, none lost and none twice; {Amount(cluster.SentAgain)} values were sent again.",
            load.OutOfOrder ?? $"{Amount(load.Answered)} answers came, and {Amount(load.Incomplete)} series lack some.");
        Check(
            load.PushedSum.Equals(load.AnsweredSum), $"The sum of the values that were pushed is that of the values that were answered: {Exact(load.PushedSum)}.",
            $"The sum of the values that were pushed is {Exact(load.PushedSum)}, that of the values that were answered {Exact(load.AnsweredSum)}.");
        Check(
            load.Difference is null && load.Outliers > 0, $"All answers equal those of one process, to the bit; {Amount(load.Outliers)} values are outliers.",
            load.Difference ?? "No value is an outlier.");
        Check(
            states.All(state => state.Next == load.Rounds && state.Checkpoint == load.Rounds), $"The store has all values of {Amount(states.Length)} series, which were deactivated and have read it again.",
            $"The store lacks values of {Amount(states.Count(state => state.Checkpoint != load.Rounds))} of {Amount(states.Length)} series.");
        if (_joined is not null)
        {
            Check(
                _killedSeries > 0 && SeriesOf(_joined) > 0,
                $"It went on though {_killed} was killed with {Amount(_killedSeries)} series and {_stopped} was stopped; {_joined}, which joined, has {Amount(SeriesOf(_joined))} series.",
                $"{_killed} had {Amount(_killedSeries)} series when it was killed, and {_joined}, which joined, has {Amount(SeriesOf(_joined))}.");
        }
        return isKept;

        void Check(bool isTrue, string promise, string fault)
        {
            isKept &= isTrue;
            Console.WriteLine(isTrue ? $"  kept    {promise}" : $"  BROKEN  {fault}");
        }
    }

    /// <summary>The state of a series as the store has it: a new activation reads it.</summary>
    private async Task<SeriesState> ReadAgainAsync(string name)
    {
        IOutlierSeries series = cluster.Grains.GetGrain<IOutlierSeries>(name);
        for (TimeSpan begin = _clock.Elapsed; ;)
        {
            try
            {
                await series.AsReference<IGrainManagementExtension>().DeactivateOnIdle().ConfigureAwait(false);
                return await series.GetStateAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException && _clock.Elapsed - begin < Patience)
            {
                await Task.Delay(Poll).ConfigureAwait(false); // a silo may have left just now
            }
        }
    }

    private int SeriesOf(SiloProcess silo) => _active.GetValueOrDefault(silo.Port);

    private int Active => cluster.Silos.Where(silo => silo.Left is null).Sum(SeriesOf);

    private string Now => string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalSeconds,3:0} s");

    private void Say(string text) => _live.Say($"{Now}  {text}");

    private static string Exact(double sum) => sum.ToString("N6", CultureInfo.InvariantCulture);

    private static string Amount(long count) => LiveLine.Amount(count);
}
