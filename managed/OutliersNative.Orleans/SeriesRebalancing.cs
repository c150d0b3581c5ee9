using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Placement.Rebalancing;

namespace OutliersNative.Orleans;

/// <summary>Evens out the active series over the silos with Orleans' activation rebalancer, when a silo has joined.</summary>
/// <remarks>The rebalancer would move all grains, and Orleans 10.4 passes on the state of a grain that has not read it yet as an empty one.
/// <see cref="OutlierSeriesGrain"/> is made for that; other grains stay where they are, unless the application has added the rebalancer
/// itself.</remarks>
internal static class SeriesRebalancing
{
    private const int MostAtOnce = 10_000; // in each period, of a silo: about 2 s of processor time

    public static void Add(ISiloBuilder silo)
    {
        if (silo.Services.Any(each => each.ServiceType == typeof(IActivationRebalancer)))
        {
            return;
        }
#pragma warning disable ORLEANSEXP002 // experimental; ClusterTests has a silo join
        silo.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002
        silo.Configure<ActivationRebalancerOptions>(options =>
        {
            if (options.ActivationMigrationCountLimit == ActivationRebalancerOptions.DEFAULT_ACTIVATION_MIGRATION_COUNT_LIMIT)
            {
                options.ActivationMigrationCountLimit = MostAtOnce; // the application has set no other
            }
        });
        silo.Services.AddSingleton<IGrainPropertiesProvider, OnlySeriesMove>();
    }

    private sealed class OnlySeriesMove : IGrainPropertiesProvider
    {
        public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
        {
            if (grainClass != typeof(OutlierSeriesGrain))
            {
                byte.TryParse(properties.GetValueOrDefault(WellKnownGrainTypeProperties.Immovable), CultureInfo.InvariantCulture, out byte kinds);
                properties[WellKnownGrainTypeProperties.Immovable] = (kinds | (byte)ImmovableKind.Rebalancer).ToString(CultureInfo.InvariantCulture);
            }
        }
    }
}
