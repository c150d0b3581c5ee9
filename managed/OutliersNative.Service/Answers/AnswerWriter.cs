using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using OutliersNative.Service.Requests;

namespace OutliersNative.Service.Answers;

/// <summary>Writes answers as JSON straight to the connection.</summary>
internal sealed class AnswerWriter : IDisposable
{
    private const int FlushBytes = 32 << 10;
    private const int NumbersBetweenFlushes = 1024;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonEncodedText
        MethodName = JsonEncodedText.Encode("method"), SeriesName = JsonEncodedText.Encode("series"), Name = JsonEncodedText.Encode("name"),
        CountName = JsonEncodedText.Encode("count"), OutliersName = JsonEncodedText.Encode("outliers"), ScoresName = JsonEncodedText.Encode("scores"),
        ExpectedName = JsonEncodedText.Encode("expected"), LowerName = JsonEncodedText.Encode("lower"), UpperName = JsonEncodedText.Encode("upper"),
        PeriodName = JsonEncodedText.Encode("period");

    private readonly PipeWriter _body;
    private readonly Utf8JsonWriter _json;
    private readonly CancellationToken _aborted;

    private AnswerWriter(HttpContext context)
    {
        _body = context.Response.BodyWriter;
        _aborted = context.RequestAborted;
        _json = new Utf8JsonWriter(_body, Options);
    }

    /// <summary>Writes the whole answer.</summary>
    public static async Task WriteAsync(HttpContext context, string method, RequestSeries series, Judgement[] judgements)
    {
        context.Response.ContentType = RequestReader.Json;
        using var writer = new AnswerWriter(context);
        await writer.WriteAsync(method, series, judgements);
        writer._json.Flush();
        if (!context.Response.HasStarted)
        {
            context.Response.ContentLength = writer._json.BytesCommitted;
        }
    }

    public void Dispose() => _json.Dispose();

    private async ValueTask WriteAsync(string method, RequestSeries series, Judgement[] judgements)
    {
        _json.WriteStartObject();
        _json.WriteString(MethodName, method);
        if (series.IsMany)
        {
            _json.WriteStartArray(SeriesName);
            for (int i = 0; i < judgements.Length; i++)
            {
                _json.WriteStartObject();
                if (series.Names is { } names)
                {
                    _json.WriteString(Name, names[i]);
                }
                await WriteAsync(series[i].Length, judgements[i]);
                _json.WriteEndObject();
            }
            _json.WriteEndArray();
        }
        else
        {
            await WriteAsync(series[0].Length, judgements[0]);
        }
        _json.WriteEndObject();
    }

    private async ValueTask WriteAsync(int count, Judgement judgement)
    {
        _json.WriteNumber(CountName, count);
        if (judgement.Analysis is { Period: > 0 and var period })
        {
            _json.WriteNumber(PeriodName, period);
        }
        _json.WriteStartArray(OutliersName);
        for (int i = 0; i < judgement.Outliers.Length; i++)
        {
            _json.WriteNumberValue(judgement.Outliers[i]);
            if (i % NumbersBetweenFlushes == NumbersBetweenFlushes - 1)
            {
                await FlushIfMuchAsync();
            }
        }
        _json.WriteEndArray();
        if (judgement.Scores is { } scores)
        {
            await WriteAsync(ScoresName, scores);
        }
        if (judgement.Analysis is { } analysis)
        {
            await WriteAsync(ExpectedName, analysis.Expected);
            await WriteAsync(LowerName, analysis.Lower);
            await WriteAsync(UpperName, analysis.Upper);
        }
        await FlushIfMuchAsync();
    }

    private async ValueTask WriteAsync(JsonEncodedText name, double[] numbers)
    {
        _json.WriteStartArray(name);
        for (int start = 0; start < numbers.Length; start += NumbersBetweenFlushes)
        {
            Write(numbers.AsSpan(start, Math.Min(NumbersBetweenFlushes, numbers.Length - start)));
            await FlushIfMuchAsync();
        }
        _json.WriteEndArray();
    }

    private void Write(ReadOnlySpan<double> numbers)
    {
        foreach (double number in numbers)
        {
            if (double.IsFinite(number))
            {
                _json.WriteNumberValue(number);
            }
            else
            {
                _json.WriteNullValue();
            }
        }
    }

    private ValueTask FlushIfMuchAsync()
    {
        if (_json.BytesPending + _body.UnflushedBytes < FlushBytes)
        {
            return ValueTask.CompletedTask;
        }
        _json.Flush();
        ValueTask<FlushResult> flush = _body.FlushAsync(_aborted);
        return flush.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(flush.AsTask());
    }
}
