using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace OutliersNative.Tests.PublicApi;

/// <summary>Writes the public API of an assembly as text: one member a line, sorted, as C# would name it.</summary>
internal static partial class PublicApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    public static string Of(Assembly assembly)
    {
        IEnumerable<(string Name, string Modifiers)> lines = assembly.GetExportedTypes().SelectMany(OfType);
        return string.Concat(lines.OrderBy(line => line.Name, StringComparer.Ordinal).Select(line => $"{line.Modifiers}{line.Name}\n"));
    }

    /// <summary>The modifiers apart, so that a type's members stand together.</summary>
    private static IEnumerable<(string Name, string Modifiers)> OfType(Type type)
    {
        yield return (Name(type) + Bases(type), Kind(type) + " ");
        foreach (MemberInfo member in type.GetMembers(Declared).Where(IsVisible))
        {
            yield return ($"{Name(type)}.{Text(member)}", Modifiers(member));
        }
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsSealed: true } => "sealed class",
        { IsAbstract: true } => "abstract class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        IEnumerable<Type> bases = type.GetInterfaces().Where(each => each.IsPublic && type.BaseType?.IsAssignableTo(each) != true)
            .OrderBy(each => each.Name, StringComparer.Ordinal);
        if (type.BaseType is { } @base && @base != typeof(object) && !type.IsValueType)
        {
            bases = bases.Prepend(@base);
        }
        string text = string.Join(", ", bases.Select(Name));
        return text.Length == 0 ? "" : $" : {text}";
    }

    /// <summary>Accessors show in their property; what the compiler makes for a record has names no one can write.</summary>
    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo method => IsVisible(method) && !method.IsSpecialName && !Compiled().IsMatch(method.Name),
        ConstructorInfo constructor => IsVisible(constructor),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        EventInfo @event => IsVisible(@event.AddMethod!),
        _ => false, // nested types are listed by themselves
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Text(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $".ctor({Parameters(constructor)})",
        MethodInfo method => $"{method.Name}({Parameters(method)}): {Name(method.ReturnType)}",
        PropertyInfo property => $"{property.Name}: {Name(property.PropertyType)} {{ {Accessors(property)} }}",
        FieldInfo { IsLiteral: true } constant => $"{constant.Name}: {Name(constant.FieldType)} = {constant.GetRawConstantValue()}",
        FieldInfo field => $"{field.Name}: {Name(field.FieldType)}",
        EventInfo @event => $"{@event.Name}: {Name(@event.EventHandlerType!)}",
        _ => throw new NotSupportedException($"{member}"),
    };

    private static string Modifiers(MemberInfo member) => member switch
    {
        MethodBase method => OfMethod(method),
        PropertyInfo property => OfMethod(property.GetAccessors(nonPublic: true)[0]),
        FieldInfo { IsLiteral: true } => "const ",
        FieldInfo field => (field.IsPublic ? "" : "protected ") + (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : ""),
        EventInfo @event => "event " + OfMethod(@event.AddMethod!),
        _ => "",
    };

    private static string OfMethod(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + method switch
        {
            { IsStatic: true } => "static ",
            { DeclaringType.IsInterface: true } => "",
            { IsAbstract: true } => "abstract ",
            MethodInfo { IsVirtual: true } info when info.GetBaseDefinition() != info => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };

    private static string Accessors(PropertyInfo property) =>
        string.Join(' ', property.GetAccessors(nonPublic: true).Where(IsVisible).Select(accessor =>
            accessor.ReturnType != typeof(void) ? "get;"
            : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;"));

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter =>
            $"{Reference(parameter)}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")}"));

    private static string Reference(ParameterInfo parameter) =>
        !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";

    private static string Name(Type type) => type switch
    {
        { IsByRef: true } or { IsPointer: true } => Name(type.GetElementType()!) + (type.IsPointer ? "*" : ""),
        { IsArray: true } => $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]",
        { IsGenericParameter: true } => type.Name,
        { IsGenericType: true } => $"{type.Namespace}.{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ => Keywords.GetValueOrDefault(type) ?? type.FullName!.Replace('+', '.'),
    };

    [GeneratedRegex("^<|^PrintMembers$")]
    private static partial Regex Compiled();
}
