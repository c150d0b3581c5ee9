namespace OutliersNative.Orleans.Passes;

/// <summary>The passes that have not been deleted. There is one such grain, with the key 0.</summary>
[Alias("OutliersNative.IPassBoard")]
internal interface IPassBoard : IGrainWithIntegerKey
{
    /// <summary>Names a pass to the workers: it has steps to do.</summary>
    [Alias("Open")]
    Task OpenAsync(string pass);

    /// <summary>Says that a pass has no more steps, and its results wait for the client.</summary>
    [Alias("Finish")]
    Task FinishAsync(string pass);

    [Alias("Remove")]
    Task RemoveAsync(string pass);

    [Alias("Read")]
    Task<BoardView> ReadAsync();
}

/// <param name="Open">The passes that have steps to do.</param>
/// <param name="Expired">Those whose results nobody has fetched in time.</param>
[GenerateSerializer, Immutable, Alias("OutliersNative.BoardView")]
internal sealed record BoardView([property: Id(0)] string[] Open, [property: Id(1)] string[] Expired);

/// <summary>A pass: it gives steps to workers, and takes their results. The key is the id of the pass.</summary>
[Alias("OutliersNative.IFilePass")]
internal interface IFilePass : IGrainWithStringKey
{
    /// <summary>Begins the pass if it has not begun.</summary>
    /// <returns>Whether it had begun.</returns>
    [Alias("Start")]
    Task<bool> StartAsync(PassSpecification specification);

    /// <returns>The options without the files; null if the pass has been ended.</returns>
    [Alias("GetOptions")]
    Task<OutlierPassOptions?> GetOptionsAsync();

    /// <summary>Gives steps to a worker, which has to renew the leases.</summary>
    /// <param name="worker">The silo.</param>
    /// <param name="most">How many steps at most.</param>
    /// <param name="isIdle">Whether the worker does nothing else: only then it gets a step that may have ended another silo, unless that has
    /// waited for long.</param>
    /// <param name="running">The steps of the pass that the worker does. Others that it was given did not reach it, and are given
    /// again.</param>
    [Alias("Lease")]
    Task<PassLease[]> LeaseAsync(string worker, int most, bool isIdle, StepAttempt[] running);

    /// <returns>The leases that are no longer those of the worker.</returns>
    [Alias("Renew")]
    Task<StepAttempt[]> RenewAsync(string worker, StepAttempt[] leases);

    /// <summary>Gives leases back: the attempt does not count.</summary>
    [Alias("Return")]
    Task ReturnAsync(StepAttempt[] leases);

    /// <summary>Takes the result of a step.</summary>
    /// <returns>Whether it counts: false if another attempt was faster, or the pass has been ended.</returns>
    [Alias("Report")]
    Task<bool> ReportAsync(StepReport report);

    /// <summary>Says that an attempt came to nothing, and that another one may succeed.</summary>
    [Alias("GiveUp")]
    Task GiveUpAsync(StepAttempt lease, string why);

    /// <summary>Says that no file of a run can be judged.</summary>
    [Alias("Fail")]
    Task FailAsync(int run, string why);

    [Alias("GetProgress")]
    Task<PassView> GetProgressAsync();

    /// <summary>Names the results of files, from one on, up to the first that is not done.</summary>
    [Alias("GetResults")]
    Task<PassView> GetResultsAsync(int from, int most);

    [Alias("End")]
    Task EndAsync();

    /// <summary>Ends the pass if the board says that nobody has fetched its results in time: a client may have resumed it since.</summary>
    [Alias("Expire")]
    Task ExpireAsync();
}

/// <summary>Reads results for clients, which do not reach the storage, on any silo.</summary>
[Alias("OutliersNative.IPassReader")]
internal interface IPassReader : IGrainWithIntegerKey
{
    /// <returns>Null if there is no such page: the pass has been ended.</returns>
    [Alias("Read")]
    Task<PassPage?> ReadAsync(string pass, StepAttempt attempt, int page);
}

/// <summary>What a step does. A small file has the first one alone.</summary>
internal enum StepKind
{
    /// <summary>Judges the file, or finds the parts of one that is to be split.</summary>
    Whole,

    /// <summary>Summarizes the values of a part.</summary>
    Summarize,

    /// <summary>Combines the summaries to what each part is judged by.</summary>
    Combine,

    /// <summary>Judges a part.</summary>
    Judge,
}

/// <summary>An attempt to do a step.</summary>
/// <param name="File">The number of the file.</param>
/// <param name="Step">The number of the step of the file. With n parts: 0 is Whole, 1 to n Summarize, n + 1 Combine, n + 2 to 2n + 1
/// Judge.</param>
/// <param name="Attempt">The number of the attempt, counted from 1.</param>
/// <param name="Run">Tells a pass from one of the same id that was ended before: a worker of that one may still be at work.</param>
[GenerateSerializer, Immutable, Alias("OutliersNative.StepAttempt")]
internal readonly record struct StepAttempt(
    [property: Id(0)] int File, [property: Id(1)] int Step, [property: Id(2)] int Attempt, [property: Id(3)] int Run);

/// <summary>A step that a worker does.</summary>
/// <param name="Step">What is reported.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Part">The number of the part.</param>
/// <param name="Name">What messages call the file.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Length">Its length, in bytes.</param>
/// <param name="Written">When it was written last, in ticks of UTC.</param>
/// <param name="Sources">The results that the step needs: of Summarize, the first step; of Combine, all Summarize; of Judge, the first step
/// and Combine.</param>
/// <param name="IsAlone">Whether the worker begins it when its other steps have ended, and takes none meanwhile: an earlier attempt may have
/// ended its silo.</param>
[GenerateSerializer, Immutable, Alias("OutliersNative.PassLease")]
internal sealed record PassLease(
    [property: Id(0)] StepAttempt Step,
    [property: Id(1)] StepKind Kind,
    [property: Id(2)] int Part,
    [property: Id(3)] string Name,
    [property: Id(4)] string Path,
    [property: Id(5)] long Length,
    [property: Id(6)] long Written,
    [property: Id(7)] StepAttempt[] Sources,
    [property: Id(8)] bool IsAlone);

/// <summary>The result of a step.</summary>
/// <param name="Step">The attempt.</param>
/// <param name="Pages">How many pages follow page 0.</param>
/// <param name="Parts">The number of parts of a file that is to be split; otherwise 0.</param>
/// <param name="Error">Why the file cannot be judged; null if it can.</param>
[GenerateSerializer, Immutable, Alias("OutliersNative.StepReport")]
internal sealed record StepReport(
    [property: Id(0)] StepAttempt Step, [property: Id(1)] int Pages, [property: Id(2)] int Parts, [property: Id(3)] string? Error);

/// <summary>What a client sees of a pass.</summary>
/// <param name="Progress">How far it is; null if it has been ended.</param>
/// <param name="Error">Why the pass as a whole failed; null if it did not.</param>
/// <param name="Done">Files that are done.</param>
[GenerateSerializer, Immutable, Alias("OutliersNative.PassView")]
internal sealed record PassView([property: Id(0)] PassProgress? Progress, [property: Id(1)] string? Error, [property: Id(2)] DoneFile[] Done);

/// <summary>Where the result of a file is.</summary>
/// <param name="Error">Why it could not be judged; null if it was.</param>
/// <param name="Results">The result of the first step, and of a file that is split, those of its parts.</param>
[GenerateSerializer, Immutable, Alias("OutliersNative.DoneFile")]
internal sealed record DoneFile([property: Id(0)] string? Error, [property: Id(1)] StepAttempt[] Results);
