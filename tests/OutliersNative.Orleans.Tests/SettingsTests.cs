using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OutliersNative.Orleans.Tests;

public sealed class SettingsTests
{
    [TestCase("Timeout", "00:00:00", "Outliers:Series:a:Timeout is '00:00:00': expected 1 ms to 1 day, such as 00:00:10")]
    [TestCase("CheckpointEvery", "0", "Outliers:Series:a:CheckpointEvery is '0': expected 1 or more batches")]
    [TestCase("MaxBatch", "-5", "Outliers:Series:a:MaxBatch is '-5': expected 1 to 1,000,000 values")]
    [TestCase("Threshold", "3", "Outliers:Series:a:Threshold: there is no such setting; expected one of Module, Function, Keywords, Timeout, ")]
    [TestCase("Function", "mad", "Outliers:Series:a: outliers.mad has no attribute 'stream' that can be called.")]
    [TestCase("Keywords:window", "1", "Outliers:Series:a: window is 1; expected at least 2")]
    public async Task Start_SettingsThatAreNotValid_IsAnErrorWithTheirPath(string key, string value, string message)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new($"Outliers:Series:a:{key}", value)]);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorage(OutlierSeriesOptions.Storage).AddOutlierSeries());
        using IHost host = builder.Build();

        OptionsValidationException? error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync()); // before it listens

        Assert.That(error!.Message, Does.StartWith(message));
    }

    [TestCase("Workers", "0", "Outliers:Files:Workers is '0': expected 1 to 1024")]
    [TestCase("PartSize", "100", "Outliers:Files:PartSize is '100': expected 1024 bytes or more")]
    [TestCase("LeaseTime", "00:00:00", "Outliers:Files:LeaseTime is '00:00:00': expected 100 ms to 365 days, such as 00:00:30")]
    [TestCase("MaxAttempts", "0", "Outliers:Files:MaxAttempts is '0': expected 1 to 100")]
    [TestCase("Timeout", "-00:00:01", "Outliers:Files:Timeout is '-00:00:01': expected 1 ms to 365 days, such as 00:00:30")]
    [TestCase("KeepFor", "-1", "Outliers:Files:KeepFor is '-1.00:00:00': expected 0 ms to 365 days, such as 00:00:30")]
    [TestCase("Threads", "3", "Outliers:Files:Threads: there is no such setting; expected one of Workers, PartSize, ")]
    public async Task Start_SettingsOfFilesThatAreNotValid_IsAnErrorWithTheirPath(string key, string value, string message)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new($"Outliers:Files:{key}", value)]);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorage(OutlierSeriesOptions.Storage).AddOutlierFiles());
        using IHost host = builder.Build();

        OptionsValidationException? error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync()); // before it listens

        Assert.That(error!.Message, Does.StartWith(message));
    }

    [TestCase("")]
    [TestCase("a:b")]
    public void AddOutlierSeries_ANameThatIsNoKey_IsAnArgumentException(string name)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

        Assert.That(() => builder.UseOrleans(silo => silo.AddOutlierSeries(name)), Throws.InstanceOf<ArgumentException>());
    }

    [TestCase(null, 10_000)]
    [TestCase(20_000, 20_000)]
    public void AddOutlierSeries_ALimitOfTheRebalancer_IsThatOfTheApplicationIfItHasOne(int? configured, int expected)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo =>
        {
            if (configured is { } limit)
            {
                silo.Configure<ActivationRebalancerOptions>(options => options.ActivationMigrationCountLimit = limit);
            }
            silo.UseLocalhostClustering().AddMemoryGrainStorage(OutlierSeriesOptions.Storage).AddOutlierSeries();
        });
        using IHost host = builder.Build();

        Assert.That(host.Services.GetRequiredService<IOptions<ActivationRebalancerOptions>>().Value.ActivationMigrationCountLimit, Is.EqualTo(expected));
    }
}
