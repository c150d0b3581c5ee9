using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace OutliersNative.Service.Requests;

/// <summary>Reads the series of a request from its body.</summary>
internal sealed class RequestReader(IOptions<ServiceOptions> options)
{
    public const string Json = "application/json", Csv = "text/csv", Binary = "application/octet-stream";

    private const int ValueBytes = sizeof(double);
    private const int UsualTextBytes = 8; // of a number and its comma

    private readonly ServiceOptions _limits = options.Value;

    private delegate SequencePosition Take(in ReadOnlySequence<byte> part, bool isLast);

    /// <summary>Reads the series. The caller disposes them.</summary>
    /// <exception cref="RequestException">The body is not as expected.</exception>
    public Task<RequestSeries> ReadAsync(HttpRequest request, RequestQuery query, CancellationToken aborted)
    {
        string type = MediaType(request);
        if (query.Rows is not null && type != Binary)
        {
            throw new RequestException($"The parameter rows is for {Binary}; a body of type {type} has its own rows. Leave it out.");
        }
        if (query.Column is not null && type != Csv)
        {
            throw new RequestException($"The parameter column is for {Csv}; a body of type {type} has no columns. Leave it out.");
        }
        return type switch
        {
            Json => ReadJsonAsync(request, aborted),
            Binary => ReadBinaryAsync(request, query.Rows, aborted),
            _ => CsvSeriesReader.ReadAsync(request.BodyReader, query.Column, _limits, aborted),
        };
    }

    private static string MediaType(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..] && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported($"The body has Content-Encoding {encoding}; expected none.");
        }
        const string expected = $"expected Content-Type {Json}, {Csv} or {Binary}";
        string? given = request.ContentType;
        if (string.IsNullOrEmpty(given))
        {
            throw Unsupported($"The request has no Content-Type; {expected}.");
        }
        if (given is Json or Csv or Binary)
        {
            return given;
        }
        if (!MediaTypeHeaderValue.TryParse(given, out MediaTypeHeaderValue? parsed))
        {
            throw Unsupported($"The Content-Type is '{given}'; {expected}.");
        }
        if (parsed.Charset.HasValue && HeaderUtilities.RemoveQuotes(parsed.Charset).Value is { } charset
            && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported($"The body has the charset {charset}; expected UTF-8.");
        }
        return parsed.MediaType.Value?.ToLowerInvariant() switch
        {
            Json => Json,
            Csv => Csv,
            Binary => Binary,
            _ => throw Unsupported($"The Content-Type is '{given}'; {expected}."),
        };
    }

    private static RequestException Unsupported(string detail) => new(new Problem(StatusCodes.Status415UnsupportedMediaType, detail));

    private async Task<RequestSeries> ReadJsonAsync(HttpRequest request, CancellationToken aborted)
    {
        var buffer = new SeriesBuffer((request.ContentLength ?? 0) / UsualTextBytes, _limits.MaxValues);
        try
        {
            var json = new JsonSeriesReader(buffer, _limits.MaxSeries);
            await TakeAsync(request.BodyReader, json.Read, aborted);
            return json.Series();
        }
        catch (JsonException e)
        {
            ((IDisposable)buffer).Dispose();
            throw new RequestException($"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {JsonSeriesReader.Reason(e)}");
        }
        catch
        {
            ((IDisposable)buffer).Dispose();
            throw;
        }
    }

    private async Task<RequestSeries> ReadBinaryAsync(HttpRequest request, int? rows, CancellationToken aborted)
    {
        var buffer = new SeriesBuffer((request.ContentLength ?? 0) / ValueBytes, _limits.MaxValues);
        try
        {
            long rest = 0;
            await TakeAsync(
                request.BodyReader,
                (in ReadOnlySequence<byte> part, bool _) =>
                {
                    rest = part.Length % ValueBytes;
                    ReadOnlySequence<byte> whole = part.Slice(0, part.Length - rest);
                    whole.CopyTo(MemoryMarshal.AsBytes(buffer.Add(checked((int)(whole.Length / ValueBytes)))));
                    return whole.End;
                },
                aborted);
            if (rest != 0)
            {
                throw new RequestException($"The body has {(long)buffer.Count * ValueBytes + rest} bytes; expected a multiple of {ValueBytes}: float64 values, little-endian.");
            }
            return new RequestSeries(buffer, rows is { } count ? RowEnds(buffer.Count, count) : null);
        }
        catch
        {
            ((IDisposable)buffer).Dispose();
            throw;
        }
    }

    /// <summary>Hands over the parts of the body as they arrive.</summary>
    /// <param name="body">The body.</param>
    /// <param name="take">Takes what is there, and returns up to where it has.</param>
    /// <param name="aborted">Cancels it.</param>
    private static async Task TakeAsync(PipeReader body, Take take, CancellationToken aborted)
    {
        ReadResult read;
        do
        {
            read = await body.ReadAsync(aborted);
            SequencePosition taken = read.Buffer.End; // after an error too: the server then skips the rest
            try
            {
                taken = take(read.Buffer, read.IsCompleted);
            }
            finally
            {
                body.AdvanceTo(taken, read.Buffer.End);
            }
        }
        while (!read.IsCompleted);
    }

    private int[] RowEnds(int values, int rows)
    {
        if (rows > _limits.MaxSeries)
        {
            throw TooManySeries(_limits.MaxSeries);
        }
        if (values % rows != 0)
        {
            throw new RequestException($"The body has {values} values, which cannot be {rows} rows of the same length (the parameter rows).");
        }
        int columns = values / rows;
        return [.. Enumerable.Range(1, rows).Select(row => row * columns)];
    }

    public static RequestException TooManySeries(int most) => new(new Problem(
        StatusCodes.Status413PayloadTooLarge, $"The request has more than {most} series, the limit (Service:MaxSeries). Send fewer at a time."));
}
