using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace OutliersNative.Service.Tests;

/// <summary>The files in deploy/ agree with each other and with the service. No container engine is needed, and none is used.</summary>
internal sealed class DeployTests
{
    private const string ServiceDll = "OutliersNative.Service.dll", SettingsFile = "appsettings.Production.json";

    private static readonly string Folder = Path.Combine(ServiceProcess.Repository, "deploy");

    [Test]
    public void Dockerfile_FilesThatItCopies_Exist()
    {
        string[] copied = [.. Instructions("COPY").Where(line => !line.StartsWith("--from", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[..^1])];
        Assert.That(copied, Is.Not.Empty);
        Assert.That(copied.Where(each => !Path.Exists(Path.Combine(ServiceProcess.Repository, each))), Is.Empty);
    }

    [Test]
    public void Dockerfile_Start_IsTheServiceAsAUserWithoutPrivileges()
    {
        Assert.That(Instructions("ENTRYPOINT"), Is.EqualTo(new[] { $"[\"dotnet\", \"{ServiceDll}\"]" }));
        Assert.That(Instructions("USER"), Is.EqualTo(new[] { "$APP_UID" }));
        Assert.That(Instructions("STOPSIGNAL"), Is.EqualTo(new[] { "SIGTERM" }));
    }

    [Test]
    public void Port_OfDockerfileAndManifests_IsTheSame()
    {
        string port = Instructions("EXPOSE").Single();
        Assert.Multiple(() =>
        {
            Assert.That(Instructions("ENV").Single(), Does.Contain($"ASPNETCORE_HTTP_PORTS={port} "));
            Assert.That(Instructions("HEALTHCHECK").Single(), Does.Contain($"http://127.0.0.1:{port}/health/ready"));
            Assert.That(Text(Container(), "ports", 0, "containerPort"), Is.EqualTo(port));
            Assert.That(Text(Manifest("Service"), "spec", "ports", 0, "targetPort"), Is.EqualTo(Text(Container(), "ports", 0, "name")));
        });
    }

    [Test]
    public void Manifests_Selectors_SelectThePods()
    {
        string label = Text(Manifest("Deployment"), "spec", "template", "metadata", "labels", "app.kubernetes.io/name");
        Assert.Multiple(() =>
        {
            Assert.That(Text(Manifest("Deployment"), "spec", "selector", "matchLabels", "app.kubernetes.io/name"), Is.EqualTo(label));
            Assert.That(Text(Manifest("Service"), "spec", "selector", "app.kubernetes.io/name"), Is.EqualTo(label));
            Assert.That(Text(Manifest("PodDisruptionBudget"), "spec", "selector", "matchLabels", "app.kubernetes.io/name"), Is.EqualTo(label));
        });
    }

    [Test]
    public void Deployment_Settings_AreMountedBesideTheService()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Text(Container(), "volumeMounts", 0, "mountPath"), Is.EqualTo($"{Instructions("WORKDIR").Last()}/{SettingsFile}"));
            Assert.That(Text(Container(), "volumeMounts", 0, "subPath"), Is.EqualTo(SettingsFile));
            Assert.That(Text(Manifest("Deployment"), "spec", "template", "spec", "volumes", 0, "configMap", "name"),
                Is.EqualTo(Text(Manifest("ConfigMap"), "metadata", "name")));
        });
    }

    [Test]
    public void Deployment_SecurityContext_IsRestricted()
    {
        YamlNode pod = Node(Manifest("Deployment"), "spec", "template", "spec", "securityContext"), own = Node(Container(), "securityContext");
        Assert.Multiple(() =>
        {
            Assert.That(Text(pod, "runAsNonRoot"), Is.EqualTo("true"));
            Assert.That(Text(pod, "seccompProfile", "type"), Is.EqualTo("RuntimeDefault"));
            Assert.That(Text(own, "allowPrivilegeEscalation"), Is.EqualTo("false"));
            Assert.That(Text(own, "readOnlyRootFilesystem"), Is.EqualTo("true"));
            Assert.That(Text(own, "capabilities", "drop", 0), Is.EqualTo("ALL"));
        });
    }

    /// <summary>The bytes are those that SERVICE.md gives; a request that waits has up to 1 MiB in Kestrel's buffer.</summary>
    [Test]
    public void Deployment_Limits_FitItsMemory()
    {
        const long mebibyte = 1 << 20, start = 100 * mebibyte, bytesOfValue = 130;
        using var settings = JsonDocument.Parse(Text(Manifest("ConfigMap"), "data", SettingsFile));
        JsonElement service = settings.RootElement.GetProperty("Service");
        long requests = service.GetProperty("MaxConcurrentRequests").GetInt64() * service.GetProperty("MaxValues").GetInt64() * bytesOfValue;
        long waiting = service.GetProperty("MaxQueuedRequests").GetInt64() * mebibyte;
        Assert.That(Text(Container(), "resources", "limits", "memory"), Is.EqualTo("1Gi"));
        Assert.That(start + requests + waiting, Is.LessThan(1024 * mebibyte * 3 / 4), "bytes, with a quarter to spare");
    }

    /// <summary>A setting that the service does not know would stop its start.</summary>
    [Test]
    public async Task Deployment_SettingsKeysAndProbes_StartTheService()
    {
        const string key = "a-key-of-the-test-of-deployments";
        string variable = Text(Container(), "env", 0, "name");
        using var settings = JsonDocument.Parse(Text(Manifest("ConfigMap"), "data", SettingsFile));
        using ServiceProcess service = await ServiceProcess.StartAsync([.. Flat("", settings.RootElement), $"{variable.Replace("__", ":", StringComparison.Ordinal)}={key}"]);
        foreach (string probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
        {
            using HttpResponseMessage healthy = await service.Client.GetAsync(Text(Container(), probe, "httpGet", "path"));
            Assert.That(healthy.StatusCode, Is.EqualTo(HttpStatusCode.OK), probe);
        }
        using HttpResponseMessage withoutKey = await service.Client.GetAsync("/v1/detectors");
        service.Client.DefaultRequestHeaders.Add("X-Api-Key", key);
        string withKey = await service.Client.GetStringAsync("/v1/detectors");
        Assert.Multiple(() =>
        {
            Assert.That(withoutKey.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(withKey, Does.Contain("\"hourly\""));
        });
    }

    /// <summary>The arguments of each such instruction of the Dockerfile, in order.</summary>
    private static IEnumerable<string> Instructions(string name)
    {
        string text = Regex.Replace(File.ReadAllText(Path.Combine(Folder, "Dockerfile")), @"(?m)^#.*\n|\\\n\s*", "");
        return text.Split('\n').Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..]);
    }

    private static YamlNode Manifest(string kind)
    {
        using var reader = new StreamReader(Path.Combine(Folder, "kubernetes.yaml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml.Documents.Select(document => document.RootNode).Single(node => Text(node, "kind") == kind);
    }

    private static YamlNode Container() => Node(Manifest("Deployment"), "spec", "template", "spec", "containers", 0);

    private static YamlNode Node(YamlNode node, params object[] path) =>
        path.Aggregate(node, (at, step) => step is int index ? ((YamlSequenceNode)at)[index] : ((YamlMappingNode)at)[(string)step]);

    private static string Text(YamlNode node, params object[] path) => ((YamlScalarNode)Node(node, path)).Value!;

    private static IEnumerable<string> Flat(string path, JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject().SelectMany(each => Flat(path.Length == 0 ? each.Name : $"{path}:{each.Name}", each.Value))
        : [$"{path}={json}"];
}
