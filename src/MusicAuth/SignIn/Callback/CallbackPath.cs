namespace MusicAuth.SignIn.Callback;

internal static class CallbackPath
{
    // Some proxies append a slash to the path.
    public static bool Matches(PathString path, PathString callback) =>
        path.Equals(callback, StringComparison.OrdinalIgnoreCase)
        || (path.Value is [.., '/'] value
            && value.AsSpan().TrimEnd('/').Equals(callback.Value, StringComparison.OrdinalIgnoreCase));
}
