namespace OutliersNative.Orleans.Passes;

/// <summary>The items of the files of a pass, or of the steps of a file. They are stored in blocks, so that a report of one of 100,000
/// files writes a few kilobytes.</summary>
internal sealed class PassItems
{
    private const int BlockItems = 256;

    private readonly string _name;
    private readonly int _run;
    private readonly GrainState<PassBlock>[] _blocks;
    private readonly HashSet<int> _changed = [];

    public PassItems(string name, int run, int count)
    {
        _name = name;
        _run = run;
        Count = count;
        _blocks = [.. Enumerable.Range(0, (count + BlockItems - 1) / BlockItems).Select(block => New(block))];
    }

    public int Count { get; }

    public PassItem this[int index] => _blocks[index / BlockItems].State!.Items[index % BlockItems];

    /// <summary>An item that is to be changed, and stored by the next <see cref="StoreAsync"/>.</summary>
    public PassItem Change(int index)
    {
        _changed.Add(index / BlockItems);
        return this[index];
    }

    public async Task LoadAsync(PassStorage storage)
    {
        await Task.WhenAll(Enumerable.Range(0, _blocks.Length).Select(async block =>
        {
            GrainState<PassBlock> stored = await storage.ReadAsync<PassBlock>(NameOf(block));
            if (!stored.RecordExists)
            {
                stored.State = _blocks[block].State;
            }
            _blocks[block] = stored; // with its ETag
        }));
    }

    public async Task StoreAsync(PassStorage storage)
    {
        int[] changed = [.. _changed];
        _changed.Clear();
        await Task.WhenAll(changed.Select(block => storage.WriteAsync(NameOf(block), _blocks[block])));
    }

    public async Task DeleteAsync(PassStorage storage)
    {
        foreach (int block in Enumerable.Range(0, _blocks.Length))
        {
            await storage.DeleteAsync<PassBlock>(NameOf(block));
        }
    }

    private string NameOf(int block) => $"{_name}-{_run}-{block}";

    private GrainState<PassBlock> New(int block)
    {
        int count = Math.Min(BlockItems, Count - (block * BlockItems));
        return new GrainState<PassBlock>(new PassBlock { Items = [.. Enumerable.Range(0, count).Select(_ => new PassItem())] });
    }
}
