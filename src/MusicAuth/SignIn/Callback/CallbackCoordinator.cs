using System.Security.Cryptography;
using System.Text;

namespace MusicAuth.SignIn.Callback;

/// <summary>
/// One request to a callback: the first of its kind makes the sign-in, one that is the same and arrives meanwhile waits
/// for it, and one that comes later ends where the first did, with the session that it gave.
/// </summary>
public sealed partial class CallbackCoordinator(
    HttpContext context, InFlightCallbacks flights, UsedStateStore states, CodeExchangeLimiter budget, SessionCookie cookie,
    ILogger<CallbackCoordinator> logger)
{
    private InFlightCallback? _flight;
    private CodeExchangeLimiter.Permit? _exchange;
    private byte[]? _usedState;

    private Secret? Session => context.Features.Get<PresentedSession>()?.Secret;

    private string Code => context.Request.Query["code"].ToString();

    /// <summary>Whether this is a callback once more; then it is answered.</summary>
    /// <param name="stateHash">Of the state's protected content.</param>
    /// <param name="hasFlowCookie">Whether the browser is the one that began the flow.</param>
    public async Task<bool> TryReplayAsync(byte[] stateHash, bool hasFlowCookie)
    {
        if (hasFlowCookie && flights.Find(KeyOf(stateHash), Registration) is { } underWay)
            return await WaitForResultAsync(underWay);
        if (Session is not { } session
            || await states.FindRedirectAsync(stateHash, session, Code, context.RequestAborted) is not { } location)
            return false;
        context.Response.Redirect(location);
        return true;
    }

    /// <summary>Whether the same callback is under way; then this one is answered. Else it is the first.</summary>
    public async Task<bool> TryJoinAsync(byte[] stateHash)
    {
        var (flight, isNew) = flights.FindOrAdd(KeyOf(stateHash), Registration);
        if (!isNew)
            return await WaitForResultAsync(flight);
        _flight = flight;
        return false;
    }

    /// <summary>Takes what a code exchange needs: room in the budget, then the state, which counts once.</summary>
    /// <returns>Why there is none, or null.</returns>
    public async Task<SignInException?> ReserveExchangeAsync(byte[] stateHash, bool byStranger)
    {
        if (byStranger && (_exchange = budget.TryAcquire(context.Connection.RemoteIpAddress)) is null)
            return RateLimited();
        // The browser can leave; whoever waits for the same answer does not.
        switch (await states.TryUseAsync(stateHash, byStranger, CancellationToken.None))
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

    /// <summary>After the answer is made, and before it leaves.</summary>
    public async Task CompleteAsync()
    {
        var location = context.Response.Headers.Location.ToString();
        var session = context.Features.Get<IssuedSession>()?.Secret;
        try
        {
            if (_usedState is not null && location.Length > 0 && context.Features.Get<SignInFailedFeature>() is null)
            {
                ReturnPermit();
                if ((session ?? Session) is { } keeper)
                    await states.SaveRedirectAsync(_usedState, keeper, Code, location, CancellationToken.None);
            }
        }
        catch (Exception exception) when (StorageFault.IsIn(exception) || ConcurrencyConflict.IsIn(exception))
        {
            // Only a repeat of this callback would have needed it.
            Log.NotCompleted(logger, exception.GetType().Name);
        }
        finally
        {
            if (_flight is not null)
                flights.Complete(_flight, location.Length > 0 ? new CallbackResult(location, session) : null);
        }
    }

    private CallbackRegistration Registration => context.Features.Get<CallbackRegistration>()!;

    private async Task<bool> WaitForResultAsync(InFlightCallback flight)
    {
        if (await flight.Completion.WaitAsync(context.RequestAborted) is not { } end)
            throw SignInException.Failed("used");
        if (end.Session is not null)
            cookie.Write(context.Response, end.Session);
        context.Response.Redirect(end.Location);
        return true;
    }

    private void ReturnPermit()
    {
        if (_exchange is not null)
            budget.Return(_exchange);
    }

    private static SignInException RateLimited() => new(ProblemCode.RateLimited.Code);

    // The same browser: what it brings is the same, whether or not the session of before has ended meanwhile.
    private string KeyOf(byte[] stateHash)
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
            "A sign-in was stored, but not where it led ({Exception}): a repeat of its callback will be refused")]
        public static partial void NotCompleted(ILogger logger, string exception);
    }
}
