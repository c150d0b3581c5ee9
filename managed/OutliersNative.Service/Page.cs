namespace OutliersNative.Service;

/// <summary>The page at <c>/</c>: the files below wwwroot.</summary>
internal static class Page
{
    /// <summary>Everything that the page uses comes from the service, and nothing that a file or a detector says can run in it.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UsePage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = context =>
            {
                IHeaderDictionary headers = context.Context.Response.Headers;
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers.CacheControl = "no-cache"; // the browser asks whether its copy is current, so an update shows at once
            },
        });
    }
}
