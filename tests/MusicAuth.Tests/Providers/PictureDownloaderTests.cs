using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers;

/// <summary>A response that is not a picture of a usable size is ignored.</summary>
public sealed class PictureDownloaderTests
{
    private static readonly Uri Address = new("https://i.scdn.co/image/1");
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("image/jpeg", 1, true)]
    [InlineData("IMAGE/PNG", 1, true)]
    [InlineData("image/webp", 512 * 1024, true)]
    [InlineData("image/gif", (512 * 1024) + 1, false)]
    [InlineData("image/svg+xml", 1, false)]
    [InlineData("text/html", 1, false)]
    [InlineData(null, 1, false)]
    public async Task The_type_and_the_size_decide_whether_a_response_is_a_picture(
        string? type, int bytes, bool isPicture)
    {
        foreach (var knowsLength in (bool[])[true, false])
        {
            var picture = await FindAsync(_ => Respond(new byte[bytes], type, knowsLength));
            (picture is not null).ShouldBe(isPicture);
            picture?.Content.Length.ShouldBe(bytes);
            picture?.ContentType.ShouldBe(type!.ToLowerInvariant());
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Another_status_is_no_picture_and_no_redirect_is_followed(HttpStatusCode status)
    {
        var requests = 0;

        (await FindAsync(_ =>
        {
            requests++;
            var response = Respond([1], "image/png", knowsLength: true);
            response.StatusCode = status;
            response.Headers.Location = new Uri("http://127.0.0.1/");
            return response;
        })).ShouldBeNull();

        requests.ShouldBe(1);
    }

    [Theory]
    [InlineData("identity", true)]
    [InlineData("Identity", true)]
    [InlineData("identity, gzip", false)]
    public async Task A_response_with_the_coding_identity_is_not_compressed(string coding, bool isPicture)
    {
        var picture = await FindAsync(_ =>
        {
            var response = Respond([1], "image/png", knowsLength: true);
            response.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            return response;
        });

        (picture is not null).ShouldBe(isPicture);
    }

    [Fact]
    public async Task A_compressed_response_and_a_broken_connection_are_no_picture()
    {
        (await FindAsync(_ =>
        {
            var response = Respond([1], "image/png", knowsLength: true);
            response.Content.Headers.ContentEncoding.Add("gzip");
            return response;
        })).ShouldBeNull();
        (await FindAsync(_ => throw new HttpRequestException("The connection is closed."))).ShouldBeNull();
    }

    [Fact]
    public async Task A_slow_server_is_no_picture()
    {
        var picture = DownloaderOf(async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException();
        }).FindAsync(Address);

        _clock.Advance(TimeSpan.FromMinutes(1));

        (await picture).ShouldBeNull();
    }

    private Task<AccountPicture?> FindAsync(Func<HttpRequestMessage, HttpResponseMessage> respond) =>
        DownloaderOf((request, _) => Task.FromResult(respond(request))).FindAsync(Address);

    private PictureDownloader DownloaderOf(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> respond) =>
        new(new Handlers(new Handler(respond)), Options.Create(new UpstreamOptions()), _clock);

    private static HttpResponseMessage Respond(byte[] content, string? type, bool knowsLength)
    {
        HttpContent body = knowsLength
            ? new ByteArrayContent(content)
            : new StreamContent(new UnknownLength(content));
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = body };
    }

    private sealed class UnknownLength(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }

    private sealed class Handlers(HttpMessageHandler handler) : IHttpMessageHandlerFactory
    {
        public HttpMessageHandler CreateHandler(string name) => handler;
    }

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> respond)
        : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => respond(request, cancellationToken);
    }
}
