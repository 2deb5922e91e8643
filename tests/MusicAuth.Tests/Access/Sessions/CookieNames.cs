namespace MusicAuth.Tests.Access.Sessions;

internal static class CookieNames
{
    public static string GetCookieName(this IServiceProvider services) =>
        ((SessionCookie)services.GetService(typeof(SessionCookie))!).Name;
}
