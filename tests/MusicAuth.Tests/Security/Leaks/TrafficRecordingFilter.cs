using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>The outermost middleware: records each response and collects the secrets of each request.</summary>
public sealed class TrafficRecordingFilter(LeakRecorder recorder) : IStartupFilter
{
    private const string SessionCookie = "musicauth_session";
    private const string FlowCookie = "musicauth_flow.";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RecordAsync);
        next(app);
    };

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        CollectFrom(context.Request);
        var wire = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        await next(context);
        context.Response.Body = wire;
        CollectFrom(context.Response);
        // The headers of the response are complete only now.
        await context.Response.StartAsync();
        if (buffer.Length > 0) await wire.WriteAsync(buffer.ToArray());
        Record(context, Encoding.Latin1.GetString(buffer.ToArray()));
    }

    private void CollectFrom(HttpRequest request)
    {
        foreach (var (name, kind) in new[]
            { ("state", "state"), ("cursor", "cursor"), ("claim", "claim"), ("invite", "invitation") })
            recorder.Secrets.Add(kind, request.Query[name]);
        recorder.Secrets.Add("code", request.Query["code"]);
        if (request.Path.StartsWithSegments("/calendar", out var feed))
            recorder.Secrets.Add("calendar", Path.GetFileNameWithoutExtension(feed.Value));
        recorder.Secrets.Add("key", request.Headers.Authorization.ToString().Split(' ')[^1]);
        foreach (var (name, value) in request.Cookies) CollectCookie(name, value);
    }

    private void CollectFrom(HttpResponse response)
    {
        foreach (var cookie in response.Headers.SetCookie)
        {
            var pair = cookie!.Split(';')[0].Split('=', 2);
            CollectCookie(pair[0], Uri.UnescapeDataString(pair[1]));
        }

        if (!Uri.TryCreate(response.Headers.Location, UriKind.Absolute, out var address)) return;
        var query = QueryHelpers.ParseQuery(address.Query);
        recorder.Secrets.Add("state", query.GetValueOrDefault("state"));
        // Deezer's state is inside its redirect URI.
        if (Uri.TryCreate(query.GetValueOrDefault("redirect_uri"), UriKind.Absolute, out var back))
            recorder.Secrets.Add("state", QueryHelpers.ParseQuery(back.Query).GetValueOrDefault("state"));
    }

    private void CollectCookie(string name, string value)
    {
        if (name == SessionCookie) recorder.Secrets.Add("session", value);
        // The name of the cookie contains the framework's correlation id.
        if (name.StartsWith(FlowCookie)) recorder.Secrets.Add("flow cookie", name[FlowCookie.Length..]);
    }

    private void Record(HttpContext context, string body)
    {
        var place = $"{context.Request.Method} {Route(context)}";
        recorder.Record($"body of {place} {context.Response.StatusCode}", body);
        foreach (var (name, values) in context.Response.Headers)
        {
            foreach (var value in values.OfType<string>())
                recorder.Record(name == "Set-Cookie" ? $"{name} {CookieName(value)}" : $"{name} of {place}", value);
        }
    }

    private static string CookieName(string cookie) => cookie.Split('=', '.')[0];

    private static string Route(HttpContext context) =>
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint()) is RouteEndpoint endpoint
            ? endpoint.RoutePattern.RawText ?? "(unnamed)"
            : "(none)";
}
