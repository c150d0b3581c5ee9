using System.Runtime.CompilerServices;
using OutliersNative.Orleans.Passes;

namespace OutliersNative.Orleans;

/// <summary>A pass over files: the silos of a cluster judge each file once, and the client reads the results in order.</summary>
/// <remarks>
/// <para>The pass goes on without its client. A client that is started again with the same options for unchanged files gets the same
/// pass: files that are done are not judged again. Call <see cref="EndAsync"/> when you have what you want; otherwise the cluster
/// deletes the results <see cref="OutlierFilesOptions.KeepFor"/> after the last file is done.</para>
/// <para>Silos judge files if they call <c>AddOutlierFiles</c>.</para>
/// </remarks>
public sealed class OutlierPass
{
    private const int FilesAtOnce = 64;

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(10), MaxPoll = TimeSpan.FromMilliseconds(200);

    private readonly PassClient _client;
    private readonly IReadOnlyList<string> _files;

    private OutlierPass(PassClient client, IReadOnlyList<string> files, bool isResumed)
    {
        _client = client;
        _files = files;
        IsResumed = isResumed;
    }

    /// <summary>The name of the pass in the cluster: a hash of the options, and of the paths, lengths and times of the files.</summary>
    public string Id => _client.Id;

    /// <summary>Whether the cluster already had this pass.</summary>
    public bool IsResumed { get; }

    /// <summary>Starts a pass, or resumes the one of the same options and files.</summary>
    /// <param name="grains">The client of the cluster.</param>
    /// <param name="options">The files, and how they are judged.</param>
    /// <param name="cancellationToken">Cancels the call; the pass may have been started.</param>
    /// <returns>The pass, which the cluster has stored.</returns>
    /// <exception cref="ArgumentException">There are no files, too many, or an option or a keyword has no valid value.</exception>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="OutlierPassException">The cluster did not answer for <see cref="OutlierPassOptions.RetryFor"/>.</exception>
    public static async Task<OutlierPass> StartAsync(IGrainFactory grains, OutlierPassOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Files.Count is 0 or > OutlierPassOptions.MostFiles)
        {
            throw new ArgumentException($"A pass has {options.Files.Count} files; expected 1 to {OutlierPassOptions.MostFiles}.", nameof(options));
        }
        options.ToReadOptions(_ => { }); // throws if a value is not valid
        foreach ((string name, object? value) in options.Keywords)
        {
            if (value is not (null or bool or string or double or float or Half or long or ulong or int or uint or short or ushort or sbyte or byte))
            {
                throw new ArgumentException($"Keyword '{name}' is a {value.GetType()}; expected a number, a string, a bool or null.", nameof(options));
            }
        }
        FileInfo[] files = [.. options.Files.Select(file => new FileInfo(file))];
        if (Array.Find(files, file => !file.Exists) is { } missing)
        {
            string what = Directory.Exists(missing.FullName) ? "is a folder; expected a file" : "does not exist";
            throw new FileNotFoundException($"{options.Files[Array.IndexOf(files, missing)]} {what}.", missing.FullName);
        }
        var specification = new PassSpecification
        {
            Options = options.WithFiles(options.Files),
            Paths = [.. files.Select(file => file.FullName)],
            Lengths = [.. files.Select(file => file.Length)],
            Written = [.. files.Select(file => file.LastWriteTimeUtc.Ticks)],
        };
        string id = options.IdWith(specification.Paths, specification.Lengths, specification.Written);
        var client = new PassClient(grains, id, options.RetryFor);
        bool isResumed = await client.CallAsync(pass => pass.StartAsync(specification), cancellationToken).ConfigureAwait(false);
        return new OutlierPass(client, specification.Options.Files, isResumed);
    }

    /// <summary>Reads how far the pass is. Call it as often as you show it.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The progress.</returns>
    /// <exception cref="OutlierPassException">The pass as a whole failed, for instance because no detector has the name or the keywords; or
    /// it has been ended; or the cluster did not answer for <see cref="OutlierPassOptions.RetryFor"/>.</exception>
    public async Task<PassProgress> GetProgressAsync(CancellationToken cancellationToken = default) =>
        (await ViewAsync(pass => pass.GetProgressAsync(), cancellationToken).ConfigureAwait(false)).Progress!;

    /// <summary>Reads the result of each file once, in the order of <see cref="OutlierPassOptions.Files"/>, as soon as it and those before
    /// it are done.</summary>
    /// <param name="cancellationToken">Ends the wait; the pass goes on.</param>
    /// <returns>The results. A file that could not be judged has an <see cref="FileResult.Error"/>.</returns>
    /// <exception cref="OutlierPassException">As <see cref="GetProgressAsync"/>.</exception>
    public async IAsyncEnumerable<FileResult> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        TimeSpan poll = FirstPoll;
        for (int next = 0; next < _files.Count;)
        {
            int from = next;
            DoneFile[] done = (await ViewAsync(pass => pass.GetResultsAsync(from, FilesAtOnce), cancellationToken).ConfigureAwait(false)).Done;
            FileResult[] results = await Task.WhenAll(
                done.Select((file, at) => FileResult.ReadAsync(_client, _files[from + at], file, cancellationToken))).ConfigureAwait(false);
            foreach (FileResult result in results)
            {
                yield return result;
            }
            next += done.Length;
            if (done.Length == 0)
            {
                await Task.Delay(poll, cancellationToken).ConfigureAwait(false);
            }
            poll = done.Length > 0 ? FirstPoll : poll < MaxPoll ? 2 * poll : MaxPoll;
        }
    }

    /// <summary>Ends the pass, whether it is done or not: the cluster deletes its results.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the end is stored; the results are deleted afterwards.</returns>
    /// <exception cref="OutlierPassException">The cluster did not answer for <see cref="OutlierPassOptions.RetryFor"/>.</exception>
    public Task EndAsync(CancellationToken cancellationToken = default) => _client.CallAsync(
        async pass =>
        {
            await pass.EndAsync().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private async Task<PassView> ViewAsync(Func<IFilePass, Task<PassView>> call, CancellationToken cancellation)
    {
        PassView view = await _client.CallAsync(call, cancellation).ConfigureAwait(false);
        return view.Error is { } error ? throw new OutlierPassException(error) : view.Progress is null ? throw _client.Ended() : view;
    }
}

/// <summary>How far a pass is.</summary>
/// <param name="Files">The number of files.</param>
/// <param name="FilesDone">How many of them are judged, or have failed.</param>
/// <param name="FilesFailed">How many of them have failed.</param>
/// <param name="Bytes">The size of all files.</param>
/// <param name="BytesDone">The size of those that are done, and of the parts that are done of a file that is split.</param>
/// <param name="Workers">How many silos are judging files of this pass.</param>
[GenerateSerializer, Immutable, Alias("OutliersNative.PassProgress")]
public sealed record PassProgress(
    [property: Id(0)] int Files,
    [property: Id(1)] int FilesDone,
    [property: Id(2)] int FilesFailed,
    [property: Id(3)] long Bytes,
    [property: Id(4)] long BytesDone,
    [property: Id(5)] int Workers);

/// <summary>A pass as a whole failed.</summary>
/// <param name="message">What happened, and what to do.</param>
/// <param name="innerException">The cause; null if there is none.</param>
public sealed class OutlierPassException(string message, Exception? innerException = null) : OutliersException(message, innerException);
