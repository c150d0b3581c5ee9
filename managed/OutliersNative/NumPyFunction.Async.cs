using OutliersNative.Calls;

namespace OutliersNative;

/// <content>Asynchronous calls, on the library's own threads.</content>
public sealed unsafe partial class NumPyFunction<TIn, TOut>
{
    /// <summary>Calls the function with an array, on a thread of the library. Python reads the array in place; nothing is
    /// copied.</summary>
    /// <param name="x">The input. Its elements must not change until the task has completed, or later if the call was cancelled or
    /// abandoned: see <paramref name="cancellationToken"/>.</param>
    /// <param name="options">The options of this call; null for the defaults. <see cref="CallOptions.Batch"/> has no effect: each call
    /// is made alone.</param>
    /// <param name="cancellationToken">Cancels the call. The task is cancelled at once. A call that waits in the queue is not made.
    /// Python code that runs is interrupted, as <see cref="CallOptions.Timeout"/> says; the input stays pinned until Python
    /// returns.</param>
    /// <returns>The elements of the result, in C's order, in a new array.</returns>
    /// <remarks>
    /// <para>Calls wait in the queue of <see cref="Outliers.DetectAsync(double[], CallOptions?, CancellationToken)"/>, which has a bounded
    /// capacity (<see cref="PythonRuntimeOptions.QueueCapacity"/>). Functions take turns; the calls of one function are made in order
    /// of arrival. The threads are as many as processors, but at least two.</para>
    /// <para>Continuations run on the thread pool. All exceptions but those about an argument are in the task. There is no
    /// asynchronous <c>InvokeInto</c>: an abandoned call would write to the destination after its task has ended.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="x"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="PythonTimeoutException">The call took longer than <see cref="CallOptions.Timeout"/>.</exception>
    /// <exception cref="ObjectDisposedException">This instance has been disposed, before the call or while it waited.</exception>
    /// <exception cref="QueueFullException">The queue is full, and <see cref="PythonRuntimeOptions.WhenQueueIsFull"/> is
    /// <see cref="QueueFullMode.Reject"/>.</exception>
    /// <exception cref="PythonException">The function raised an exception.</exception>
    /// <exception cref="InvalidResultException">The function returned something that is no array, or an array of a dtype that does
    /// not convert exactly.</exception>
    /// <exception cref="InputRetainedException">Python retained the input, and <paramref name="options"/> forbid that.</exception>
    /// <exception cref="PythonStateException">Python and .NET called each other too deeply.</exception>
    /// <exception cref="InsufficientMemoryException">The native library could not allocate memory or start a thread.</exception>
    public Task<TOut[]> InvokeAsync(TIn[] x, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Enqueue(own => Invoke(x, own), options, cancellationToken);
    }

    /// <summary>Calls the function with an array of any shape, or with memory, on a thread of the library. Python reads it in place;
    /// nothing is copied.</summary>
    /// <inheritdoc cref="InvokeAsync(TIn[], CallOptions?, CancellationToken)" path="/param|/returns|/remarks|/exception[position() > 1]"/>
    public Task<TOut[]> InvokeAsync(NDInput<TIn> x, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Enqueue(own => Invoke(x, own), options, cancellationToken);

    /// <summary>Calls the function with two inputs, <c>function(x, y)</c>, on a thread of the library. Python reads both in place; nothing
    /// is copied.</summary>
    /// <typeparam name="TIn2">The type of the second input's elements.</typeparam>
    /// <param name="x">The first input. Neither input may change until the task has completed.</param>
    /// <param name="y">The second input, of any shape.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call, as in
    /// <see cref="InvokeAsync(TIn[], CallOptions?, CancellationToken)"/>.</param>
    /// <exception cref="ArgumentNullException">An input is null.</exception>
    /// <inheritdoc cref="InvokeAsync(TIn[], CallOptions?, CancellationToken)" path="/returns|/remarks|/exception[position() > 1]"/>
    public Task<TOut[]> InvokeAsync<TIn2>(
        TIn[] x, TIn2[] y, CallOptions? options = null, CancellationToken cancellationToken = default)
        where TIn2 : unmanaged => InvokeAsync((NDInput<TIn>)x, (NDInput<TIn2>)y, options, cancellationToken);

    /// <summary>Calls the function with two inputs of any shapes, <c>function(x, y)</c>, on a thread of the library. Python reads both in
    /// place; nothing is copied.</summary>
    /// <inheritdoc cref="InvokeAsync{TIn2}(TIn[], TIn2[], CallOptions?, CancellationToken)" path="/typeparam|/param|/returns|/remarks|/exception[position() > 1]"/>
    public Task<TOut[]> InvokeAsync<TIn2>(
        NDInput<TIn> x, NDInput<TIn2> y, CallOptions? options = null, CancellationToken cancellationToken = default)
        where TIn2 : unmanaged => Enqueue(own => Invoke(x, y, own), options, cancellationToken);

    /// <summary>Calls the function with up to 16 inputs of any shapes, <c>function(*inputs)</c>, on a thread of the library. Python reads
    /// all in place; nothing is copied.</summary>
    /// <param name="inputs">The inputs. The span itself is read before this method returns; the elements of the inputs must not change
    /// until the task has completed.</param>
    /// <param name="options">The options of this call; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call, as in
    /// <see cref="InvokeAsync(TIn[], CallOptions?, CancellationToken)"/>.</param>
    /// <exception cref="ArgumentException">There are more than 16 inputs.</exception>
    /// <inheritdoc cref="InvokeAsync(TIn[], CallOptions?, CancellationToken)" path="/returns|/remarks|/exception[position() > 1]"/>
    public Task<TOut[]> InvokeAllAsync(
        ReadOnlySpan<NDInput<TIn>> inputs, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        InvokeFunction.CheckCount(inputs.Length);
        NDInput<TIn>[] all = inputs.ToArray();
        return Enqueue(own => InvokeAll(all, own), options, cancellationToken);
    }

    /// <summary>Calls the function on a thread of the library, and returns the array that it returned, in NumPy's memory.</summary>
    /// <returns>The result. Dispose it to release the memory. If the task is cancelled or times out, nothing is left to
    /// dispose.</returns>
    /// <inheritdoc cref="InvokeAsync(NDInput{TIn}, CallOptions?, CancellationToken)" path="/param|/remarks|/exception"/>
    public Task<NDArray<TOut>> InvokeNDArrayAsync(
        NDInput<TIn> x, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Enqueue(own => InvokeNDArray(x, own), options, cancellationToken);

    /// <summary>Calls the function with two inputs, <c>function(x, y)</c>, on a thread of the library, and returns the array that it
    /// returned, in NumPy's memory.</summary>
    /// <inheritdoc cref="InvokeAsync{TIn2}(NDInput{TIn}, NDInput{TIn2}, CallOptions?, CancellationToken)" path="/typeparam|/param|/remarks|/exception"/>
    /// <inheritdoc cref="InvokeNDArrayAsync(NDInput{TIn}, CallOptions?, CancellationToken)" path="/returns"/>
    public Task<NDArray<TOut>> InvokeNDArrayAsync<TIn2>(
        NDInput<TIn> x, NDInput<TIn2> y, CallOptions? options = null, CancellationToken cancellationToken = default)
        where TIn2 : unmanaged => Enqueue(own => InvokeNDArray(x, y, own), options, cancellationToken);

    /// <summary>Calls a function that returns several arrays, on a thread of the library: a tuple or list of at most 64 arrays, or a dict
    /// of them by name.</summary>
    /// <returns>The arrays, in NumPy's memory, as <see cref="InvokeSeveral(NDInput{TIn}, CallOptions?)"/> returns them. Dispose the list
    /// to release it. If the task is cancelled or times out, nothing is left to dispose.</returns>
    /// <inheritdoc cref="InvokeAsync(NDInput{TIn}, CallOptions?, CancellationToken)" path="/param|/remarks|/exception"/>
    public Task<NDArrayList<TOut>> InvokeSeveralAsync(
        NDInput<TIn> x, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Enqueue(own => InvokeSeveral(x, own), options, cancellationToken);

    /// <summary>Calls a function with up to 16 inputs, <c>function(*inputs)</c>, that returns several arrays, on a thread of the
    /// library.</summary>
    /// <inheritdoc cref="InvokeAllAsync" path="/param|/remarks|/exception"/>
    /// <inheritdoc cref="InvokeSeveralAsync(NDInput{TIn}, CallOptions?, CancellationToken)" path="/returns"/>
    public Task<NDArrayList<TOut>> InvokeSeveralAsync(
        ReadOnlySpan<NDInput<TIn>> inputs, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        InvokeFunction.CheckCount(inputs.Length);
        NDInput<TIn>[] all = inputs.ToArray();
        return Enqueue(own => InvokeSeveral(all, own), options, cancellationToken);
    }

    private Task<T> Enqueue<T>(Func<CallOptions?, T> function, CallOptions? options, CancellationToken token) =>
        new SingleCall<T>(_lane, _lane.Name, function, options, token).Enqueue();
}
