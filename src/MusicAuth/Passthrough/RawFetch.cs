using System.Text.Json;
using MusicAuth.Upstream;

namespace MusicAuth.Passthrough;

/// <summary>A whole answer in memory.</summary>
internal sealed record RawReply(int Status, byte[] Body, List<KeyValuePair<string, string>> Headers)
{
    /// <summary>Of which text of the provider's it was made; null where of several.</summary>
    public UInt128? Source { get; init; }

    public bool IsGood => Status is >= 200 and < 300;

    public string? Header(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }

    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        RawHeaders.Protect(response);
        if (!RawHeaders.HasBody(Status))
            return;
        response.ContentLength = Body.Length;
        if (HttpMethods.IsHead(response.HttpContext.Request.Method))
            return;
        await response.Body.WriteAsync(Body, cancellationToken);
    }
}

/// <summary>Asks a provider for an answer that is kept, or needed before another one.</summary>
public sealed class RawFetch(RawClient client, TimeProvider clock)
{
    /// <summary>A larger answer is not kept.</summary>
    public const int Largest = 1024 * 1024;

    // A part of an answer is read whole, whatever it takes to join it.
    private const int LargestPart = (int)ProviderCalls.BodyCap;

    /// <param name="call">What is asked for.</param>
    /// <param name="prepare">Sets headers.</param>
    /// <param name="known">What the answer was before; null where there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TooLargeToKeepException">The answer is larger than <see cref="Largest"/>, and open.</exception>
    internal async Task<RawReply> SendAsync(
        RawCall call, Action<HttpRequestMessage> prepare, RawKnown? known, CancellationToken cancellationToken)
    {
        var response = await AskAsync(call, prepare, new RawWhole(known, Largest), cancellationToken);
        if (((RewrittenContent)response.Content).WholeUpTo(Largest) is not { } whole)
            throw new TooLargeToKeepException(response, clock);
        using (response)
            return ReplyOf(response, whole);
    }

    /// <summary>What was one request is several today: the first that fails is the answer.</summary>
    internal async Task<RawReply> SendAllAsync(
        RawPlan plan, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        var good = new List<byte[]>();
        RawReply? reply = null;
        foreach (var request in plan.Requests)
        {
            if (good.Count > 0 && !plan.Shape!.NeedsMore(plan.Asked, good))
                break;
            // Nothing is left out of a part: its length may have to say whether there are more.
            reply = await PartAsync(plan.NewCall(request) with { Wish = default }, prepare, cancellationToken);
            if (!reply.IsGood)
                return reply;
            good.Add(reply.Body);
        }

        try
        {
            var whole = plan.Shape!.Join(plan.Asked, good);
            var wished = plan.Wish == default ? null : plan.Shape.Reshape(whole, plan.Wish);
            return reply! with { Body = wished?.ToArray() ?? whole, Source = null };
        }
        catch (JsonException)
        {
            throw RawRefusals.ProblemOf(UpstreamException.Invalid(
                plan.Route.Api.Provider, "The provider's answer is not the JSON that it says to be."));
        }
    }

    private async Task<RawReply> PartAsync(
        RawCall call, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        using var response = await AskAsync(call, prepare, new RawWhole(null, LargestPart), cancellationToken);
        return ((RewrittenContent)response.Content).WholeUpTo(LargestPart) is { } whole
            ? ReplyOf(response, whole)
            : throw RawRefusals.ProblemOf(UpstreamException.Invalid(
                call.Api.Provider, "The provider's answer is too large."));
    }

    private async Task<HttpResponseMessage> AskAsync(
        RawCall call, Action<HttpRequestMessage> prepare, RawWhole whole, CancellationToken cancellationToken)
    {
        using var request = (call with { Whole = whole }).NewRequest();
        prepare(request);
        return await client.SendAsync(request, cancellationToken);
    }

    private static RawReply ReplyOf(HttpResponseMessage response, RawKnown whole) =>
        new((int)response.StatusCode, whole.Body, RawHeaders.Kept(response)) { Source = whole.Source };
}
