namespace MusicAuth.SignIn.Callback;

/// <summary>The path of a callback; some proxies add a slash to addresses.</summary>
internal static class CallbackPath
{
    public static bool Matches(PathString path, PathString callback) =>
        path.Equals(callback, StringComparison.OrdinalIgnoreCase)
        || (path.Value is [.., '/'] value
            && value.AsSpan().TrimEnd('/').Equals(callback.Value, StringComparison.OrdinalIgnoreCase));
}
