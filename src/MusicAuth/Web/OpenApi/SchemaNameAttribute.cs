namespace MusicAuth.Web.OpenApi;

/// <summary>The name of a type in the API description, where it is not the type's own.</summary>
/// <param name="name"><c>{0}</c> stands for the name of the type argument.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class SchemaNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
