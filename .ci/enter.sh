# shellcheck shell=bash disable=SC2154  # the variables are those of build.sh
# Knows how a command is run inside a sysroot, as on a machine of its own: /usr/bin/python3 is the sysroot's there, also
# for the processes that it starts. This checkout and .NET lie where they lie outside.

enter_folders=("$PWD" "$(dirname "$(readlink -f "$(command -v dotnet)")")")

enter() {  # SYSROOT COMMAND...: with nothing of the environment but what COMMAND sets
    "${enter_namespaces[@]}" bash -euc "$(declare -f enter_from_within); enter_from_within \"\$@\"" enter \
        "$cache/sysroots/$1" "${enter_folders[@]}" -- "${@:2}"
}

enter_possible() {  # all that is mounted for a command vanishes with it, and so does every process that it left
    enter_namespaces=(unshare --mount --pid --fork --kill-child)
    ((EUID == 0)) || enter_namespaces+=(--map-root-user)
    "${enter_namespaces[@]}" bash -c 'mount -t tmpfs tmpfs /tmp && mount -t proc proc /proc' 2>/dev/null
}

enter_from_within() {  # ROOT FOLDER... -- COMMAND...: in namespaces that are its own
    local root=$1 folder
    shift
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/tmp"
    while
        folder=$1
        shift
        [[ $folder != -- ]]
    do
        mkdir -p "$root$folder"
        mount --rbind "$folder" "$root$folder"
    done
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
        chroot "$root" "$@"
}
