namespace OutliersNative;

/// <summary>What an asynchronous call does if the queue is full. See <see cref="PythonRuntimeOptions.WhenQueueIsFull"/>.</summary>
public enum QueueFullMode
{
    /// <summary>The call waits, without a thread, until the queue has a free place. Calls get places in order of arrival.</summary>
    Wait,

    /// <summary>The call fails with <see cref="QueueFullException"/>.</summary>
    Reject,
}

/// <summary>The queue of asynchronous calls is full, and <see cref="PythonRuntimeOptions.WhenQueueIsFull"/> is
/// <see cref="QueueFullMode.Reject"/>. The function was not called.</summary>
public sealed class QueueFullException : OutliersException
{
    internal QueueFullException(int capacity)
        : base(
            $"The queue is full: {capacity} asynchronous calls are waiting already (PythonRuntimeOptions.QueueCapacity). "
            + "Try again later, send fewer calls at once, or set PythonRuntimeOptions.WhenQueueIsFull to Wait.")
    {
        Capacity = capacity;
    }

    /// <summary>The number of calls that the queue holds.</summary>
    public int Capacity { get; }
}
