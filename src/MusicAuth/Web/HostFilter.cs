using Microsoft.Extensions.Options;

namespace MusicAuth.Web;

/// <summary>Tells whether a request carries a key that counts; keys are known elsewhere.</summary>
/// <exception cref="ProblemException">rate_limited.</exception>
public delegate ValueTask<bool> CarriesValidKey(HttpContext context);

/// <summary>
/// Refuses foreign host names (DNS rebinding). A request with a valid key is exempt: no rebound page has one, and other
/// containers call by names of their own.
/// </summary>
internal sealed class HostFilter(RequestDelegate next, IOptions<AllowedHosts> allowed, IServiceProvider services)
{
    private static readonly ProblemException Foreign = new(
        ProblemCode.InvalidParameter,
        "MusicAuth does not answer to this host name. Its operator sets Web:PublicUrl or adds it to Web:AllowedHosts. "
        + "Only requests with a valid API key can use other names.");

    private readonly CarriesValidKey? _carriesValidKey = services.GetService<CarriesValidKey>();

    // As it stood on the wire: Request.Host has turned punycode into letters.
    public Task InvokeAsync(HttpContext context) =>
        allowed.Value.Contains(context.Request.Headers.Host)
        || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            ? next(context)
            : JudgeAsync(context);

    private async Task JudgeAsync(HttpContext context)
    {
        if (_carriesValidKey is not null && await _carriesValidKey(context))
            await next(context);
        else
            await ProblemAnswer.WriteAsync(context, Foreign);
    }
}
