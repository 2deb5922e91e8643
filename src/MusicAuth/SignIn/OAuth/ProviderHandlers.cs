using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace MusicAuth.SignIn.OAuth;

/// <summary>
/// Creates the OAuth handler of a provider, in place of ASP.NET Core's <c>AddAuthentication</c>: with it the framework
/// puts a middleware before all others that creates every handler for every request.
/// </summary>
internal sealed class ProviderHandlers(IOptions<AuthenticationOptions> options)
{
    public async Task<IAuthenticationRequestHandler> CreateAsync(HttpContext context, string provider)
    {
        var scheme = options.Value.SchemeMap[provider].Build();
        var handler = (IAuthenticationRequestHandler)context.RequestServices.GetRequiredService(scheme.HandlerType);
        await handler.InitializeAsync(scheme, context);
        return handler;
    }
}
