namespace OutliersNative.Leases;

/// <summary>What keeps an input in place during a call, and can go on doing so when Python keeps the input.</summary>
/// <remarks>Exactly one of the two is called, once, after the call and before the memory may move.</remarks>
internal unsafe interface IPin
{
    /// <summary>Python kept the input: hands what holds the memory to the lease on <paramref name="kept"/>.</summary>
    void Lease(void* kept);

    /// <summary>Python kept nothing.</summary>
    void Release();
}
