using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.SignIn.Callback;

/// <summary>
/// Deduplicates the requests of one callback. The first request completes the sign-in, an identical concurrent request
/// waits for its result, and a later one is redirected to the same place if its session is the one of the sign-in.
/// </summary>
internal sealed partial class CallbackCoordinator(
    HttpContext context, InFlightCallbacks callbacks, UsedStateStore states, CodeExchangeLimiter limiter,
    SessionCookie cookie, ILogger<CallbackCoordinator> logger)
{
    private InFlightCallback? _callback;
    private CodeExchangeLimiter.Permit? _permit;
    private byte[]? _usedState;

    private Secret? Session => context.Features.Get<PresentedSession>()?.Secret;

    private string Code => context.Request.Query["code"].ToString();

    private CallbackRegistration Registration => context.Features.Get<CallbackRegistration>()!;

    /// <summary>Redirects a repeated callback to the result of the first one.</summary>
    /// <returns>False where this is the first callback with the state.</returns>
    public async Task<bool> TryReplayAsync(byte[] stateHash, bool hasFlowCookie)
    {
        if (hasFlowCookie && callbacks.Find(ComputeKey(stateHash), Registration) is { } concurrent)
            return await WaitForResultAsync(concurrent);
        if (Session is not { } session
            || await states.FindRedirectAsync(stateHash, session, Code, context.RequestAborted) is not { } location)
            return false;
        context.Response.Redirect(location);
        return true;
    }

    /// <summary>Waits for an identical callback in flight, or makes identical requests wait for this one.</summary>
    /// <returns>False where this request must complete the sign-in.</returns>
    public async Task<bool> TryJoinAsync(byte[] stateHash)
    {
        var (callback, isNew) = callbacks.FindOrAdd(ComputeKey(stateHash), Registration);
        if (!isNew)
            return await WaitForResultAsync(callback);
        _callback = callback;
        return false;
    }

    /// <summary>Acquires a permit for an anonymous code exchange and marks the state as used.</summary>
    /// <returns>The reason for a refusal, or null.</returns>
    public async Task<SignInException?> ReserveExchangeAsync(byte[] stateHash, bool isAnonymous)
    {
        if (isAnonymous && (_permit = limiter.TryAcquire(context.Connection.RemoteIpAddress)) is null)
            return RateLimited();
        // Other requests wait for the result even if this browser disconnects.
        switch (await states.TryUseAsync(stateHash, isAnonymous, CancellationToken.None))
        {
            case StateUseResult.Accepted:
                _usedState = stateHash;
                return null;
            case StateUseResult.AlreadyUsed:
                ReturnPermit();
                return SignInException.Failed("used");
            default:
                ReturnPermit();
                return RateLimited();
        }
    }

    /// <summary>Records the redirect of the finished callback and releases the requests that wait for it.</summary>
    public async Task CompleteAsync()
    {
        var location = context.Response.Headers.Location.ToString();
        var issued = context.Features.Get<IssuedSession>()?.Secret;
        try
        {
            if (_usedState is not null && location.Length > 0 && context.Features.Get<SignInFailedFeature>() is null)
            {
                ReturnPermit();
                if ((issued ?? Session) is { } session)
                    await states.SaveRedirectAsync(_usedState, session, Code, location, CancellationToken.None);
            }
        }
        catch (Exception exception) when (StorageFault.IsIn(exception) || ConcurrencyConflict.IsIn(exception))
        {
            // The sign-in itself succeeded.
            Log.RedirectNotSaved(logger, exception.GetType().Name);
        }
        finally
        {
            if (_callback is not null)
                callbacks.Complete(_callback, location.Length > 0 ? new CallbackResult(location, issued) : null);
        }
    }

    private async Task<bool> WaitForResultAsync(InFlightCallback callback)
    {
        if (await callback.Completion.WaitAsync(context.RequestAborted) is not { } result)
            throw SignInException.Failed("used");
        if (result.Session is not null)
            cookie.Write(context.Response, result.Session);
        context.Response.Redirect(result.Location);
        return true;
    }

    private void ReturnPermit()
    {
        if (_permit is not null)
            limiter.Return(_permit);
    }

    private static SignInException RateLimited() => new(ProblemCode.RateLimited.Code);

    // Identical requests come from the same browser, so they carry the same session cookies, valid or not.
    private string ComputeKey(byte[] stateHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(stateHash);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Code};"));
        foreach (var secret in cookie.ReadAll(context.Request))
            hash.AppendData(Encoding.UTF8.GetBytes($"{secret.Reveal()};"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning,
            "The redirect of a successful sign-in could not be stored ({Exception}). A repeated callback will fail")]
        public static partial void RedirectNotSaved(ILogger logger, string exception);
    }
}
