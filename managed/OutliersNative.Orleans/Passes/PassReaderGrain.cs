using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Storage;

namespace OutliersNative.Orleans.Passes;

/// <summary>The grain that reads pages.</summary>
[GrainType("outlier-pass-reader"), StatelessWorker, Reentrant]
internal sealed class PassReaderGrain([FromKeyedServices(OutlierSeriesOptions.Storage)] IGrainStorage storage) : Grain, IPassReader
{
    public async Task<PassPage?> ReadAsync(string pass, StepAttempt attempt, int page)
    {
        GrainState<PassPage> state = await new PassStorage(storage, pass).ReadAsync<PassPage>(PassStorage.PageName(attempt, page));
        return state.RecordExists ? state.State : null;
    }
}
