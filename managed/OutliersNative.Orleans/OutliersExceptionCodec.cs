using System.Buffers;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace OutliersNative.Orleans;

/// <summary>Serializes the part of an exception that belongs to its base <see cref="OutliersException"/>, whose assembly does not know
/// Orleans: as an <see cref="Exception"/>.</summary>
[RegisterSerializer]
internal sealed class OutliersExceptionCodec(ExceptionCodec exceptions) : IBaseCodec<OutliersException>
{
    void IBaseCodec<OutliersException>.Serialize<TBufferWriter>(ref Writer<TBufferWriter> writer, OutliersException value) =>
        exceptions.Serialize(ref writer, value);

    public void Deserialize<TInput>(ref Reader<TInput> reader, OutliersException value) => exceptions.Deserialize(ref reader, value);
}

/// <summary>Copies that part.</summary>
[RegisterCopier]
internal sealed class OutliersExceptionCopier(IBaseCopier<Exception> exceptions) : IBaseCopier<OutliersException>
{
    public void DeepCopy(OutliersException input, OutliersException output, CopyContext context) => exceptions.DeepCopy(input, output, context);
}
