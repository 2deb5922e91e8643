using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace MusicAuth.Tests.Web;

/// <summary>Reflection over a body's type would compile converters at the start or in the first request.</summary>
public sealed class SourceGeneratedJsonTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    // Text, files, and the type that describes Problem in the document.
    private static readonly Type[] NotJson = [typeof(void), typeof(string), typeof(Stream), typeof(ProblemDetails)];

    [Fact]
    public void Every_body_of_the_API_is_serialized_by_code_of_the_build()
    {
        var json = shared.Broker.Services.GetRequiredService<IOptions<JsonOptions>>().Value;
        var contexts = json.SerializerOptions.TypeInfoResolverChain.OfType<JsonSerializerContext>().ToList();
        var bodies = shared.Broker.Services.GetRequiredService<EndpointDataSource>().Endpoints.SelectMany(BodiesOf)
            .Distinct().Except(NotJson).Append(typeof(Problem)).ToList();

        bodies.Count.ShouldBeGreaterThan(30);
        bodies.Where(body => !contexts.Exists(context => context.GetTypeInfo(body) is not null)).ShouldBeEmpty();
    }

    private static IEnumerable<Type> BodiesOf(Endpoint endpoint) =>
    [
        .. endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(response => response.Type).OfType<Type>(),
        .. endpoint.Metadata.OfType<IAcceptsMetadata>()
            .Where(body => body.ContentTypes.Contains("application/json"))
            .Select(body => body.RequestType).OfType<Type>(),
    ];
}
