using Microsoft.AspNetCore.Authentication;

namespace MusicAuth.Access.Requests;

/// <summary>Asks who calls, at every request.</summary>
public sealed class CallerAuthentication(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if ((await context.AuthenticateAsync(CallerAuthenticationHandler.SchemeName)).Principal is { } principal)
            context.User = principal;
        await next(context);
    }
}
