using System.Net.Mime;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using OutliersNative.Service.Requests;
using Scalar.AspNetCore;

namespace OutliersNative.Service;

/// <summary>The OpenAPI document of the service, and the page that shows it.</summary>
/// <remarks>Bodies are read and written by hand, so their schemas are written by hand too.</remarks>
internal static class ApiDocument
{
    private const string ReferencePath = "/reference";
    private const string ApiKey = "apiKey", ProblemName = "Problem";
    private const string ProblemJson = "application/problem+json";

    /// <summary>The page loads nothing from another host, whatever its scripts try.</summary>
    private const string OnlyThisHost =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(options => options.AddDocumentTransformer(Describe));

    /// <summary>Maps <c>/openapi/v1.json</c> and <c>/reference</c>.</summary>
    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference(ReferencePath, options => options
            .WithTitle("OutliersNative")
            .DisableDefaultFonts()
            .DisableAgent()
            .DisableMcp()
            .DisableTelemetry()
            .HideDeveloperTools()
            .HideClientButton());
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(ReferencePath))
            {
                context.Response.Headers.ContentSecurityPolicy = OnlyThisHost;
            }
            return next(context);
        });
    }

    /// <summary>Describes an endpoint whose body is one or several series.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="handler">Its handler: endpoints without one are not in the document.</param>
    /// <param name="summary">A line on what it does.</param>
    /// <param name="isScored">Whether answers have scores.</param>
    /// <param name="isAnalyzed">Whether answers have expected values and bounds.</param>
    public static void DescribeSeries(this IEndpointConventionBuilder endpoint, Delegate handler, string summary, bool isScored, bool isAnalyzed) => endpoint
        .WithMetadata(handler.Method)
        .WithSummary(summary)
        .WithTags("Detection")
        .AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.Parameters = Parameters(context.ApplicationServices.GetRequiredService<MethodCatalog>());
            operation.RequestBody = Body();
            OpenApiSchema one = Judgement(isScored, isAnalyzed, "method");
            var many = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "method", "series" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["method"] = Text("The detector."),
                    ["series"] = List(Judgement(isScored, isAnalyzed, "name"), "What the detector says about each series, in their order."),
                },
            };
            operation.Responses = Responses(new OpenApiSchema { AnyOf = [one, many] }, "What the detector says: about one series, or about each of several.");
            return Task.CompletedTask;
        });

    /// <summary>Describes the endpoint that lists the detectors.</summary>
    public static void DescribeList(this IEndpointConventionBuilder endpoint, Delegate handler) => endpoint
        .WithMetadata(handler.Method)
        .WithSummary("List the detectors.")
        .WithTags("Detection")
        .AddOpenApiOperationTransformer(async (operation, context, token) =>
        {
            OpenApiSchema answer = await context.GetOrCreateSchemaAsync(typeof(DetectorsAnswer), cancellationToken: token);
            operation.Responses = Responses(answer, "The configured detectors, with their parameters.");
        });

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken token)
    {
        document.Info = new OpenApiInfo
        {
            Title = "OutliersNative",
            Version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
            Description = "Finds outliers in series with detectors in Python and NumPy.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[ProblemName] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Problem details (RFC 9457).",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["title"] = Text("The status code in words."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("What was expected, what came, what to do."),
                ["parameter"] = Text("The query parameter that it is about, if it is about one."),
                ["series"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The index of the series that it is about, if it is about one of several." },
            },
        };
        if (context.ApplicationServices.GetRequiredService<IOptions<ServiceOptions>>().Value.ApiKeys.Count > 0)
        {
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[ApiKey] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKey, document)] = [] }];
        }
        return Task.CompletedTask;
    }

    private static List<IOpenApiParameter> Parameters(MethodCatalog methods) =>
    [
        new OpenApiParameter
        {
            Name = RequestQueries.MethodName,
            In = ParameterLocation.Query,
            Description = $"The detector. Default: {methods.Default.Name}.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. methods.All.Select(each => JsonValue.Create(each.Name))] },
        },
        new OpenApiParameter
        {
            Name = "parameters",
            In = ParameterLocation.Query,
            Description = "Parameters of the detector, such as threshold=3&nan=omit. /v1/detectors lists them.",
            Style = ParameterStyle.Form,
            Explode = true,
            Schema = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() },
        },
        new OpenApiParameter
        {
            Name = RequestQueries.Column,
            In = ParameterLocation.Query,
            Description = "For CSV: the column to read, by its name or its number, counted from 1. Default: each numeric column is a series.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        },
        new OpenApiParameter
        {
            Name = RequestQueries.Rows,
            In = ParameterLocation.Query,
            Description = "For application/octet-stream: the number of series of equal length. Default: one series, answered without a list.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
        },
    ];

    private static OpenApiRequestBody Body()
    {
        var values = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Number(isNullable: true) };
        var series = new OpenApiSchema { Type = JsonSchemaType.Array, Items = values };
        OpenApiSchema Property(string name, OpenApiSchema schema) => new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { name },
            Properties = new Dictionary<string, IOpenApiSchema> { [name] = schema },
            AdditionalPropertiesAllowed = false,
        };
        return new OpenApiRequestBody
        {
            Required = true,
            Description = "One series or several. null is a value that is missing (NaN), for detectors with nan=omit.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [RequestReader.Json] = new()
                {
                    Schema = new OpenApiSchema { AnyOf = [values, Property("values", values), series, Property("series", series)] },
                    Example = new JsonArray(1, 2, 3, 2, 1, 2, 50),
                },
                [RequestReader.Csv] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = "time,value\n1,2.5\n2,2.4\n" },
                [RequestReader.Binary] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "float64, little-endian" },
                },
            },
        };
    }

    private static OpenApiSchema Judgement(bool isScored, bool isAnalyzed, string name)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                [name] = Text(name == "method" ? "The detector." : "The name of the column, for CSV."),
                ["count"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The number of values." },
                ["outliers"] = List(new OpenApiSchema { Type = JsonSchemaType.Integer }, "The positions of the outliers, counted from 0."),
            },
        };
        if (isScored)
        {
            schema.Properties["scores"] = List(Number(isNullable: true), "A score for each value: the higher, the stranger. null for a value that is left out.");
        }
        if (isAnalyzed)
        {
            schema.Properties["period"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The length of the season, if there is one." };
            schema.Properties["expected"] = List(Number(isNullable: true), "The expected value at each position.");
            schema.Properties["lower"] = List(Number(isNullable: true), "The lower bound; null for none.");
            schema.Properties["upper"] = List(Number(isNullable: true), "The upper bound; null for none.");
        }
        return schema;
    }

    private static OpenApiResponses Responses(OpenApiSchema answer, string description) => new()
    {
        ["200"] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { [MediaTypeNames.Application.Json] = new() { Schema = answer } },
        },
        ["default"] = new OpenApiResponse
        {
            Description = "Why the request was not answered.",
            Content = new Dictionary<string, OpenApiMediaType> { [ProblemJson] = new() { Schema = new OpenApiSchemaReference(ProblemName) } },
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema List(OpenApiSchema items, string description) => new() { Type = JsonSchemaType.Array, Items = items, Description = description };

    private static OpenApiSchema Number(bool isNullable) => new() { Type = isNullable ? JsonSchemaType.Number | JsonSchemaType.Null : JsonSchemaType.Number };
}
