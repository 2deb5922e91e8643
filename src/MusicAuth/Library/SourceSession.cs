using MusicAuth.Grants;
using MusicAuth.Upstream;

namespace MusicAuth.Library;

public delegate Task<TokenResult> GetToken(Guid userId, string provider, CancellationToken cancellationToken);

public delegate Task<TokenResult> RenewToken(
    Guid userId, string provider, long refusedGeneration, CancellationToken cancellationToken);

/// <summary>How the library comes by access tokens; both may be called in parallel.</summary>
public sealed record TokenAccess(GetToken Get, RenewToken Renew);

/// <summary>What came of asking a source: one of the two.</summary>
internal readonly record struct Outcome<T>(Window<T>? Window, SourceFailure? Failure) where T : class;

/// <summary>The time that one page may take, and its caller's own cancellation.</summary>
internal sealed class PageBudget : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _both;

    public PageBudget(TimeSpan time, TimeProvider clock, CancellationToken request)
    {
        Request = request;
        _time = new CancellationTokenSource(time, clock);
        _both = CancellationTokenSource.CreateLinkedTokenSource(request, _time.Token);
    }

    public CancellationToken Request { get; }

    public CancellationToken Token => _both.Token;

    public void Dispose()
    {
        _both.Dispose();
        _time.Dispose();
    }
}

/// <summary>
/// One user's access to one source for one page. A refused token is renewed once, and the call made once more;
/// calls that were refused side by side share the renewal.
/// </summary>
internal sealed class SourceSession(
    string provider, Guid userId, TokenAccess tokens, PageBudget budget, TimeProvider clock)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<TokenResult>? _token;
    private Task<TokenResult>? _renewed;

    /// <summary>Also true where it cannot be known in time.</summary>
    public async Task<bool> IsConnectedAsync()
    {
        try
        {
            return await TokenAsync() is not TokenResult.NotConnected;
        }
        catch (OperationCanceledException) when (!budget.Request.IsCancellationRequested)
        {
            return true;
        }
    }

    public async Task<Outcome<T>> FetchAsync<T>(Func<SourceAccess, CancellationToken, Task<Window<T>>> call)
        where T : class
    {
        IReadOnlyList<string> granted = [];
        try
        {
            var token = await TokenAsync();
            if (token is not TokenResult.Fresh first)
                return Failed<T>(token);
            granted = first.Scopes;
            try
            {
                return new(await call(new(first.AccessToken, userId), budget.Token), null);
            }
            catch (UpstreamException fault) when (fault.Fault is UpstreamFault.Unauthorized)
            {
                token = await RenewAsync(first.Generation);
            }

            if (token is not TokenResult.Fresh second)
                return Failed<T>(token);
            granted = second.Scopes;
            return new(await call(new(second.AccessToken, userId), budget.Token), null);
        }
        catch (UpstreamException fault)
        {
            return new(null, SourceFailure.Of(fault, granted, clock.GetUtcNow()));
        }
        catch (OperationCanceledException) when (!budget.Request.IsCancellationRequested)
        {
            return Failed<T>(new TokenResult.Unavailable(TryAgain));
        }
    }

    private Task<TokenResult> TokenAsync()
    {
        lock (_gate)
            return _token ??= tokens.Get(userId, provider, budget.Token);
    }

    // Only one token is ever used before a renewal, so one renewal serves all calls of the page.
    private Task<TokenResult> RenewAsync(long refusedGeneration)
    {
        lock (_gate)
            return _renewed ??= tokens.Renew(userId, provider, refusedGeneration, budget.Token);
    }

    private Outcome<T> Failed<T>(TokenResult token) where T : class =>
        new(null, SourceFailure.Of(provider, token, clock.GetUtcNow()));
}
