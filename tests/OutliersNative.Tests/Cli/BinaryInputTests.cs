using NUnit.Framework;
using OutliersNative.Tests.Support;
using Parquet;
using Parquet.Schema;
using static OutliersNative.Tests.Cli.Command;

namespace OutliersNative.Tests.Cli;

/// <summary>.npy and Parquet: what outliers detect reads, and what it says about those it cannot read.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class BinaryInputTests
{
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("array.npy", "numpy.save(path, v)", "")]
    [TestCase("int8.npy", "numpy.save(path, v.astype('i1'))", "")]
    [TestCase("float16.npy", "numpy.save(path, v.astype('f2'))", "")]
    [TestCase("unsigned.npy", "numpy.save(path, v.astype('>u8'))", "")]
    [TestCase("python2.npy", "numpy.save(path, v); h = open(path, 'rb').read(); open(path, 'wb').write(h.replace(b'(20,), }', b'(20L,),}'))", "")]
    [TestCase("float32.npy", "numpy.save(path, v.astype('f4'))", "")]
    [TestCase("big-endian.npy", "numpy.save(path, v.astype('>i4'))", "")]
    [TestCase("matrix.npy", "numpy.save(path, numpy.array([v, v]).T)", "2")]
    [TestCase("fortran.npy", "numpy.save(path, numpy.asfortranarray(numpy.array([v, v]).T))", "2")]
    public void Detect_OfANumPyArray_ReadsIt(string name, string save, string column)
    {
        string file = _folder.In(name);
        ProcessOutcome saved = new ChildProcess().Execute(Places.NumPyPython, "-c", $"import numpy; path = r'{file}'; v = numpy.ones(20); v[7] = 50; {save}");
        Assert.That(saved.ExitCode, Is.Zero, saved.Errors);

        ProcessOutcome outcome = Run(["detect", file, .. column.Length > 0 ? new[] { "--column", column } : []]);

        Assert.That(outcome.Lines[^1], Does.StartWith("7,50,"), outcome.Errors);
    }

    [TestCase("--nan", "omit")]
    [TestCase("--skip-bad-rows", null)]
    public void Detect_OfANumPyArrayWithNaN_DoesWhatTheOptionSays(string option, string? value)
    {
        string file = _folder.In($"nan{option}.npy");
        ProcessOutcome saved = new ChildProcess().Execute(Places.NumPyPython, "-c", $"import numpy; v = numpy.ones(20); v[3] = numpy.nan; v[7] = 50; numpy.save(r'{file}', v)");
        Assert.That(saved.ExitCode, Is.Zero, saved.Errors);

        ProcessOutcome outcome = Run(["detect", file, option, .. value is null ? [] : new[] { value }]);

        Assert.That(outcome.Lines[^1], Does.StartWith("7,50,"), outcome.Errors);
        Assert.That(outcome.Errors, Does.Contain(value is null ? "1 bad row is left out." : "1 field without a number is taken as a gap."));
    }

    [Test]
    public void Detect_OfANumPyArrayByAColumn_JudgesEachGroup()
    {
        string file = _folder.In("groups.npy");
        ProcessOutcome saved = new ChildProcess().Execute(Places.NumPyPython, "-c", $"import numpy; v = numpy.ones((40, 2)); v[::2, 0] = 5; v[7, 1] = 50; numpy.save(r'{file}', v)");
        Assert.That(saved.ExitCode, Is.Zero, saved.Errors);

        ProcessOutcome outcome = Run("detect", file, "--by", "1", "--column", "2");

        Assert.That(outcome.Lines[^1], Does.StartWith("1,7,50,"), outcome.Errors);
    }

    [TestCase("numpy.save(path, [[[1.0]]])", " holds an array of shape (1, 1, 1); expected one dimension, or two: rows and columns.")]
    [TestCase("numpy.save(path, ['a'])", " holds dtype '<U1'; expected integers or float16, float32 or float64. Convert it: array.astype(float).")]
    [TestCase("numpy.save(path, [1.0, numpy.nan])", ", position 1, column 1 'value': the value is null or NaN; expected a finite number. Pass --nan omit to take it as a gap, or --skip-bad-rows to leave such rows out.")]
    [TestCase("numpy.save(path, [])", " holds an array of shape (0,), without values; expected numbers.")]
    [TestCase("numpy.save(path, [1.0]); h = open(path, 'rb').read(); open(path, 'wb').write(h.replace(b'(1,), ', b'(1x,),'))", " has a damaged .npy header: its shape is (1x,). Save the array again.")]
    [TestCase("numpy.save(path, [1.0]); h = open(path, 'rb').read(); open(path, 'wb').write(h.replace(b'(1,), }       ', b'(1, 99999999999)'))", " has 1 rows and 99999999999 columns; expected at most 2147483591 of each.")]
    [TestCase("numpy.save(path, [1j])", " holds dtype '<c16'; expected integers or float16, float32 or float64. Convert it: array.astype(float).")]
    [TestCase("numpy.save(path, v := numpy.ones(9)); open(path, 'r+b').truncate(150)", " ends too early: its header says 9 values, and there are 2.")]
    public void Detect_OfAnotherNumPyArray_SaysWhatItIs(string save, string said)
    {
        string file = _folder.In($"bad{said.Length}.npy");
        ProcessOutcome saved = new ChildProcess().Execute(Places.NumPyPython, "-c", $"import numpy; path = r'{file}'; {save}");
        Assert.That(saved.ExitCode, Is.Zero, saved.Errors);

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.Errors.Trim(), Is.EqualTo($"outliers: {file}{said}"));
    }

    [Test]
    public async Task Detect_OfParquetWithNullsDecimalsAndLargeIntegers_ReadsOrExplainsThem()
    {
        string file = _folder.In("kinds.parquet");
        var price = new DataField<decimal>("price");
        var count = new DataField<long>("count");
        var gaps = new DataField<double?>("gaps");
        await using (FileStream stream = File.Create(file))
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(price, count, gaps), stream);
            using ParquetRowGroupWriter rows = writer.CreateRowGroup();
            await rows.WriteAsync<decimal>(price, Enumerable.Range(0, 20).Select(i => i == 7 ? 90.5m : 1.5m).ToArray().AsMemory());
            await rows.WriteAsync<long>(count, Enumerable.Range(0, 20).Select(i => i == 7 ? 9007199254740993 : 1).ToArray().AsMemory());
            await rows.WriteAsync<double>(gaps, Enumerable.Range(0, 20).Select(i => i == 7 ? null : (double?)1).ToArray().AsMemory());
        }

        ProcessOutcome several = Run("detect", file), price2 = Run("detect", file, "--column", "price"), count2 = Run("detect", file, "--column", "count"), gaps2 = Run("detect", file, "--column", "gaps");

        Assert.That(several.Errors, Does.StartWith($"outliers: {file} has 3 numeric columns: 'price', 'count', 'gaps'. Choose with --column NAME"));
        Assert.That(price2.Lines[^1], Does.StartWith("7,90.5,"), price2.Errors);
        Assert.That(count2.Errors, Does.Contain("1 integer beyond 2^53 rounded to the nearest double, the first 9007199254740993, row 8."));
        Assert.That(gaps2.Errors, Does.StartWith($"outliers: {file}, row 8, column 3 'gaps': the value is null or NaN; expected a finite number. Pass --nan omit"));
    }

    [Test]
    public async Task Detect_OfParquet_ReadsNumbersTimesAndGroupsOfAllRowGroups()
    {
        string file = _folder.In("table.parquet");
        var time = new DataField<DateTime>("time");
        var value = new DataField<double?>("value");
        var shop = new DataField<string>("shop");
        await using (FileStream stream = File.Create(file))
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(time, value, shop), stream);
            for (int group = 0; group < 2; group++)
            {
                int day = 1 + group;
                using ParquetRowGroupWriter rows = writer.CreateRowGroup();
                await rows.WriteAsync<DateTime>(time, Enumerable.Range(0, 24).Select(hour => new DateTime(2024, 1, day, hour, 0, 0, DateTimeKind.Utc)).ToArray().AsMemory());
                await rows.WriteAsync<double>(value, Enumerable.Range(0, 24).Select(hour => (double?)(day == 2 && hour == 7 ? 100 : 1.5)).ToArray().AsMemory());
                await rows.WriteAsync(shop, Enumerable.Range(0, 24).Select(hour => hour % 2 == 0 ? "A" : "B").ToArray());
            }
        }

        ProcessOutcome whole = Run("detect", file), grouped = Run("detect", file, "--by", "shop");

        Assert.That(whole.Lines[1], Does.StartWith("31,2024-01-02T07:00:00,100,"), whole.Errors);
        Assert.That(grouped.Lines[1], Does.StartWith("B,31,2024-01-02T07:00:00,100,"), grouped.Errors);
    }

    [TestCase(true, "response_time")]
    [TestCase(false, null)]
    public async Task Detect_OfParquetWithNumbersNamedAsATime_TakesThemForTimesIfTheyRise(bool rises, string? time)
    {
        string file = _folder.In($"rises{rises}.parquet");
        var response = new DataField<double>("response_time");
        var other = new DataField<double>("v");
        await using (FileStream stream = File.Create(file))
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(response, other), stream);
            using ParquetRowGroupWriter rows = writer.CreateRowGroup();
            await rows.WriteAsync<double>(response, Enumerable.Range(0, 20).Select(i => (double)(rises ? i : i % 3)).ToArray().AsMemory());
            await rows.WriteAsync<double>(other, Enumerable.Range(0, 20).Select(i => (double)(i % 3)).ToArray().AsMemory());
        }

        ProcessOutcome outcome = Run("detect", file);

        Assert.That(outcome.Errors, Does.Contain(time is null ? "has 2 numeric columns: 'response_time', 'v'." : $"column 'v', time '{time}'"));
    }
}
